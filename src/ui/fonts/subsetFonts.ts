/**
 * Makes the two committed font files from the packages of Fontsource: `npm run fonts`.
 * Only what Minnow's own words and figures need; names of tokens in other scripts fall back to the system's fonts.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import subsetFont from 'subset-font'

const resolvePackage = createRequire(import.meta.url).resolve
const here = dirname(fileURLToPath(import.meta.url))

const ascii = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index)).join('')
const latinLetters = 'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿ'
const punctuation = '\u00a0\u2009\u202f‘’“”–—…·•−×÷±°§©²³¹¼½¾¢£€¥'

interface FontSource {
  readonly packageName: string
  readonly file: string
  readonly output: string
  readonly weights: { readonly min: number; readonly max: number }
  readonly features: string[]
}

const fonts: readonly FontSource[] = [
  {
    packageName: '@fontsource-variable/inter',
    file: 'inter-latin-wght-normal.woff2',
    output: 'inter.woff2',
    weights: { min: 400, max: 650 },
    // Tabular figures for tables, contextual alternates for "0x" and minus signs at digit height.
    features: ['kern', 'mark', 'ccmp', 'locl', 'calt', 'tnum'],
  },
  {
    packageName: '@fontsource-variable/source-serif-4',
    file: 'source-serif-4-latin-wght-normal.woff2',
    output: 'sourceSerif4.woff2',
    weights: { min: 400, max: 600 },
    // Lining figures, so that money in the sentence stands as tall as the words.
    features: ['kern', 'mark', 'ccmp', 'locl', 'lnum', 'liga'],
  },
]

let total = 0
for (const { packageName, file, output, weights, features } of fonts) {
  const folder = dirname(resolvePackage(`${packageName}/package.json`))
  const subset = await subsetFont(await readFile(join(folder, 'files', file)), ascii + latinLetters + punctuation, {
    targetFormat: 'woff2',
    variationAxes: { wght: weights },
    keepFeatures: features,
    noHinting: true,
  })
  await writeFile(join(here, output), subset)
  await writeFile(join(here, `${output.replace('.woff2', '')}-OFL.txt`), await readFile(join(folder, 'LICENSE')))
  total += subset.length
  console.log(`${output}: ${(subset.length / 1000).toFixed(1)} kB`)
}
if (total >= 80_000) throw new Error(`The fonts take ${total} bytes together; the design allows fewer than 80,000.`)
