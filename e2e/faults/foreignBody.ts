import type { RpcFault } from './rpcFault'

/** A body that is no JSON-RPC, as gateways and firewalls send it. */
export interface ForeignBody {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

const html = 'text/html; charset=utf-8'

/** Pages that stand in the place of an answer. */
export const foreignBodies: readonly ForeignBody[] = [
  { status: 200, contentType: html, text: '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>' },
  { status: 403, contentType: html, text: '<html><head><title>403 Forbidden</title></head></html>' },
  {
    status: 429,
    contentType: html,
    text: '<html> <head><title>429 Too Many Requests</title></head> <body></body></html>',
  },
  { status: 402, contentType: 'text/plain', text: '402 Payment Required' },
  { status: 500, contentType: html, text: '<html><body><h1>500 Internal Server Error</h1></body></html>' },
  { status: 502, contentType: html, text: '<html><head><title>502 Bad Gateway</title></head></html>' },
  {
    status: 503,
    contentType: html,
    text: '<!DOCTYPE html> <html> <head> <title>503 Backend fetch failed</title> </head> </html>',
  },
  { status: 504, contentType: html, text: '<html><head><title>504 Gateway Time-out</title></head></html>' },
  { status: 521, contentType: 'text/plain', text: 'error code: 521' },
  { status: 200, contentType: 'application/json', text: '' },
  { status: 200, contentType: 'application/json', text: '{"code":429,"message":"rate limit"}' },
]

/** Sends such a body in place of the answer. */
export function foreignBody({ status, contentType, text }: ForeignBody): RpcFault {
  return () => Promise.resolve({ status, headers: { 'content-type': contentType }, body: text })
}
