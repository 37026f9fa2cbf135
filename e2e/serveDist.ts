import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { openCar } from './release/openCar'
import type { OpenedCar } from './release/openCar'
import { packFolder } from './release/packFolder'

/** The built site behind what a person can meet it at: a plain host, a path gateway and a subdomain gateway of IPFS. */
export interface DistServer {
  /** The site's three homes; each ends with a slash. */
  readonly homes: Readonly<Record<DistHome, string>>
  /** What the site is called on IPFS. */
  readonly cid: string
  stop(): Promise<void>
}

export type DistHome = 'root' | 'path gateway' | 'subdomain gateway'

/** There is no built site to serve. */
export class MissingBuildError extends Error {
  override readonly name = 'MissingBuildError'
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
}

/**
 * Packs a folder into a CAR and serves what IPFS's own code reads out of it, as a gateway does: what is not a file is 404,
 * whatever it is named; no path falls back to the page, and only this CAR's root is known under `/ipfs/`.
 *
 * @throws MissingBuildError when the folder has no index.html
 */
export async function serveDist(folder: string): Promise<DistServer> {
  if (!existsSync(join(folder, 'index.html'))) {
    throw new MissingBuildError(`There is no build in ${folder}: run "npm run build" first.`)
  }
  const { car } = await packFolder(folder)
  return serveCar(car)
}

/** Serves the folder in a CAR file, see `serveDist`. */
export async function serveCar(bytes: Uint8Array): Promise<DistServer> {
  const car = await openCar(bytes)
  const server = createServer((request, response) => {
    answer(car, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.address() as AddressInfo
  return {
    homes: {
      root: `http://127.0.0.1:${port}/`,
      'path gateway': `http://127.0.0.1:${port}/ipfs/${car.cid}/`,
      'subdomain gateway': `http://${car.cid}.ipfs.localhost:${port}/`,
    },
    cid: car.cid,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(car: OpenedCar, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const { pathname, search } = new URL(request.url ?? '/', 'http://gateway')
  const folder = findFolder(car.cid, host, pathname)
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
  const content = folder === null ? null : await car.read(name)
  if (content === null) {
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
function findFolder(cid: string, host: string, pathname: string): string | null {
  if (host === `${cid}.ipfs.localhost`) return '/'
  if (host !== '127.0.0.1' && host !== 'localhost') return null
  const [, first, named] = pathname.split('/')
  if (first !== 'ipfs') return '/'
  return named === cid ? `/ipfs/${cid}/` : null
}
