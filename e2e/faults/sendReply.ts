import type { ServerResponse } from 'node:http'
import type { RpcReply } from './rpcFault'

/**
 * Sends the reply to one HTTP request. Of a batch of which a part is no good answer, that part is the whole reply.
 */
export function sendReply(
  response: ServerResponse,
  replies: readonly RpcReply[],
  isBatch: boolean,
  headers: Readonly<Record<string, string>>,
): void {
  const odd = replies.find(({ status, body, sending = 'whole' }) => {
    return status !== 200 || typeof body === 'string' || sending !== 'whole'
  })
  const [only] = replies
  const reply: RpcReply = odd ?? {
    status: 200,
    body: JSON.stringify(isBatch ? replies.map(({ body }) => body) : only?.body),
    headers: only?.headers ?? {},
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
  const { sending = 'whole' } = reply
  if (sending === 'never') return
  if (sending === 'cut' && text === '') {
    response.socket?.destroy()
    return
  }
  // What is told in a header has to be readable from another origin.
  const exposed = { 'access-control-expose-headers': 'retry-after' }
  response.writeHead(reply.status, { 'content-type': 'application/json', ...headers, ...exposed, ...reply.headers })
  if (sending === 'whole') response.end(text)
  else if (sending === 'cut') response.write(text, () => response.socket?.destroy())
  else sendAgainAndAgain(response, text)
}

/** Goes on until the other side has had enough. */
function sendAgainAndAgain(response: ServerResponse, text: string): void {
  const send = () => {
    while (!response.destroyed && response.write(text)) continue
  }
  response.on('drain', send)
  send()
}
