import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist', import.meta.url))

/** Prints what a first visit loads before it can show anything: the scripts and styles that `index.html` names, in gzip. */
function measureFirstLoad(): void {
  const page = join(dist, 'index.html')
  if (!existsSync(page)) throw new Error('There is no dist/: run "npm run build" first.')
  const files = [...readFileSync(page, 'utf8').matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map(
    ([, file]) => file,
  )
  const sizeOf = (ending: string) =>
    files
      .filter((file) => file?.endsWith(ending))
      .reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file as string))).byteLength, 0)
  console.log(`First load: ${(sizeOf('.js') / 1000).toFixed(1)} kB of JavaScript in gzip (goal: at most 150 kB)`)
  console.log(`            ${(sizeOf('.css') / 1000).toFixed(1)} kB of CSS in gzip`)
}

measureFirstLoad()
