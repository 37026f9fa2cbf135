import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, relative, sep } from 'node:path'

/** The built site behind what a person can meet it at: a plain host, a path gateway and a subdomain gateway of IPFS. */
export interface DistServer {
  /** The site's three homes; each ends with a slash. */
  readonly homes: Readonly<Record<DistHome, string>>
  stop(): Promise<void>
}

export type DistHome = 'root' | 'path gateway' | 'subdomain gateway'

/** There is no built site to serve. */
export class MissingBuildError extends Error {
  override readonly name = 'MissingBuildError'
}

/** A well-formed CIDv1 (DAG-PB, SHA-256) that stands for the build's own, as gateways don't let a page know its content. */
export const distCid = 'bafybeidbnpv46uvzhawhoqjsfobvxn6fnt26mquyxaeyr2utjaapjpvyim'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
}

/**
 * Serves a folder of files as an IPFS gateway does: what is not a file is 404, whatever it is named; no path falls back to
 * the page, and only the page's own folder is known under `/ipfs/`.
 *
 * @throws MissingBuildError when the folder has no index.html
 */
export async function serveDist(folder: string): Promise<DistServer> {
  const files = readFiles(folder)
  const server = createServer((request, response) => answer(files, request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.address() as AddressInfo
  return {
    homes: {
      root: `http://127.0.0.1:${port}/`,
      'path gateway': `http://127.0.0.1:${port}/ipfs/${distCid}/`,
      'subdomain gateway': `http://${distCid}.ipfs.localhost:${port}/`,
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function readFiles(folder: string): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>()
  try {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      files.set(relative(folder, file).split(sep).join('/'), readFileSync(file))
    }
  } catch (cause) {
    throw new MissingBuildError(`There is no build in ${folder}: run "npm run build" first.`, { cause })
  }
  if (!files.has('index.html')) {
    throw new MissingBuildError(`The build in ${folder} has no index.html: run "npm run build" first.`)
  }
  return files
}

function answer(files: ReadonlyMap<string, Buffer>, request: IncomingMessage, response: ServerResponse): void {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const { pathname, search } = new URL(request.url ?? '/', 'http://gateway')
  const folder = findFolder(host, pathname)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405).end()
    return
  }
  if (folder === `${pathname}/`) {
    response.writeHead(301, { location: `${folder}${search}` }).end()
    return
  }
  const path = folder === null ? '' : pathname.slice(folder.length)
  const name = path === '' || path.endsWith('/') ? `${path}index.html` : path
  const content = folder === null ? undefined : files.get(name)
  if (content === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404: no such file\n')
    return
  }
  response.writeHead(200, {
    'content-type': contentTypes[extname(name)] ?? 'application/octet-stream',
    'content-length': content.length,
    // What a CID names never changes; under a plain name it does.
    'cache-control': host === '127.0.0.1' && folder === '/' ? 'no-cache' : 'public, max-age=29030400, immutable',
  })
  response.end(request.method === 'HEAD' ? undefined : content)
}

/** The path under which this host has the site, with its slash; `null` where it has none. */
function findFolder(host: string, pathname: string): string | null {
  if (host === `${distCid}.ipfs.localhost`) return '/'
  if (host !== '127.0.0.1' && host !== 'localhost') return null
  const [, first, cid] = pathname.split('/')
  if (first !== 'ipfs') return '/'
  return cid === distCid ? `/ipfs/${distCid}/` : null
}
