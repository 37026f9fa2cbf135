import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles } from './packFolder'

/**
 * Methods by which a wallet signs or sends; none has a place in the build, not even in the guard, which names only what is allowed.
 * wagmi's connector names the two that change chains: it is stripped of the means to, and the guard refuses them.
 */
const signing =
  /\b(?:eth_(?:send|sign|decrypt|getEncryption)\w*|personal_\w+|wallet_(?:send|sign|watch|grant|requestSnaps|invoke)\w*)/g

const textFile = /\.(?:js|css|html|json|svg|md)$/

/** What in a built folder must not be released, in words; none for a good build. */
export function checkBuild(folder: string): readonly string[] {
  const files = listFiles(folder)
  const texts = files
    .filter((path) => textFile.test(path))
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }))
  const scripts = texts.filter(({ path }) => path.endsWith('.js'))
  const page = texts.find(({ path }) => path === 'index.html')?.text ?? ''
  return [
    ...(scripts.length === 0 ? ['There is no script in it.'] : []),
    ...scripts.flatMap(({ path, text }) =>
      [...new Set(text.match(signing) ?? [])].map((method) => `${path} holds the wallet method ${method}.`),
    ),
    ...scripts
      .filter(({ text }) => /\b(?:eval|Function)\(|importScripts\(/.test(text))
      .map(({ path }) => `${path} runs text as code.`),
    ...texts.filter(({ text }) => text.includes('serviceWorker')).map(({ path }) => `${path} has a service worker.`),
    ...texts.filter(({ text }) => /sourceMappingURL=/.test(text)).map(({ path }) => `${path} names a source map.`),
    ...files.filter((path) => path.endsWith('.map')).map((path) => `${path} is a source map.`),
    ...(page.includes('http-equiv="Content-Security-Policy"') ? [] : ['The page has no policy.']),
    ...[...page.matchAll(/(?:src|href)="(?!\.\/)[^"]*"/g)].map(
      ([found]) => `The page loads ${found}, not by a path of its own.`,
    ),
    ...(/<script(?![^>]* src=)|<style|\son\w+=/.test(page)
      ? ['The page has a script or style of its own inside.']
      : []),
  ]
}
