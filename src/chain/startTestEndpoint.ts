import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface TestRequest {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

/** Writes the reply to one request, or leaves it open. `attempt` counts the requests so far, from 1. */
export type TestReply = (request: TestRequest, response: ServerResponse, attempt: number) => void

export interface TestEndpoint {
  readonly url: string
  /** What was asked so far. */
  readonly requests: readonly TestRequest[]
  /** Most requests that were open at the same time. */
  readonly maxOpen: number
  stop(): Promise<void>
}

/** Replies with JSON, as it is. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Replies as JSON-RPC prescribes. */
export function sendResult(request: TestRequest, response: ServerResponse, result: unknown): void {
  sendJson(response, { jsonrpc: '2.0', id: request.id, result })
}

async function readRequest(incoming: IncomingMessage): Promise<TestRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as TestRequest
}

/** For tests: a real HTTP server on a free port of 127.0.0.1 that replies as a test says. */
export async function startTestEndpoint(reply: TestReply): Promise<TestEndpoint> {
  const requests: TestRequest[] = []
  let open = 0
  let maxOpen = 0
  const server = createServer((incoming, response) => {
    void readRequest(incoming).then((request) => {
      requests.push(request)
      open++
      maxOpen = Math.max(maxOpen, open)
      response.once('close', () => open--)
      reply(request, response, requests.length)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get maxOpen() {
      return maxOpen
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
