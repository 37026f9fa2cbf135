import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ScenarioRun } from './faults/scenarioRun'
import { sendReply } from './faults/sendReply'
import type { RpcRequest, RpcResponse, RpcScenario } from './rpcScenario'

/** A JSON-RPC proxy in front of a replica that counts, delays, and misbehaves as its scenario says. */
export interface RpcProxy {
  readonly url: string
  /** Number of requests by method since the last `reset`. */
  readonly counts: ReadonlyMap<string, number>
  /** Number of requests since the last `reset`; a batch counts each of its parts. */
  readonly requests: number
  /** Number of HTTP requests since the last `reset`. */
  readonly roundTrips: number
  /** Longest chain of round trips of which each began after the one before had ended, since the last `reset`. */
  readonly sequentialDepth: number
  /** How often the very same request (method and parameters) came at most since the last `reset`. */
  readonly mostRepeats: number
  /** Replaces the scenario; it holds for requests that arrive from now on. */
  use(scenario: RpcScenario): void
  /** Sets the counts back to zero. */
  reset(): void
  stop(): Promise<void>
}

const corsHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': 'POST, OPTIONS',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '600',
} as const

/**
 * Starts a proxy on a free port of 127.0.0.1.
 *
 * @param targetUrl the replica's own URL
 */
export async function startRpcProxy(targetUrl: string, scenario: RpcScenario = {}): Promise<RpcProxy> {
  const proxy = new Proxy(targetUrl, scenario)
  await proxy.listen()
  return proxy
}

class Proxy implements RpcProxy {
  readonly counts = new Map<string, number>()
  requests = 0
  roundTrips = 0
  sequentialDepth = 0
  #completedDepth = 0
  /** Requests that began before a reset don't count after it. */
  #epoch = 0
  readonly #repeats = new Map<string, number>()
  #run: ScenarioRun
  readonly #server: Server

  constructor(
    readonly targetUrl: string,
    scenario: RpcScenario,
  ) {
    this.#run = this.#begin(scenario)
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(502, corsHeaders)
        response.end(String(error))
      })
    })
    this.#server.keepAliveTimeout = 60_000
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, '127.0.0.1', () => resolve())
    })
  }

  get mostRepeats(): number {
    return Math.max(0, ...this.#repeats.values())
  }

  use(scenario: RpcScenario): void {
    this.#run = this.#begin(scenario)
  }

  #begin(scenario: RpcScenario): ScenarioRun {
    return new ScenarioRun(scenario, (request) => this.#forward(request))
  }

  reset(): void {
    this.#epoch += 1
    this.counts.clear()
    this.#repeats.clear()
    this.requests = 0
    this.roundTrips = 0
    this.sequentialDepth = 0
    this.#completedDepth = 0
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const run = this.#run
    if (run.scenario.down === true) {
      request.socket.destroy()
      return
    }
    if (request.method === 'OPTIONS') {
      response.writeHead(204, corsHeaders).end()
      return
    }
    const epoch = this.#epoch
    const depth = this.#completedDepth + 1
    const body = JSON.parse(await readBody(request)) as RpcRequest | RpcRequest[]
    const parts = Array.isArray(body) ? body : [body]
    this.#count(parts, depth, epoch)

    const [replies] = await Promise.all([
      Promise.all(parts.map((part) => run.reply(part, Array.isArray(body)))),
      wait(longestDelayMs(parts, run.scenario)),
    ])
    if (epoch === this.#epoch) this.#completedDepth = Math.max(this.#completedDepth, depth)
    sendReply(response, replies, Array.isArray(body), corsHeaders)
  }

  #count(parts: readonly RpcRequest[], depth: number, epoch: number): void {
    if (epoch !== this.#epoch) return
    this.roundTrips += 1
    this.requests += parts.length
    this.sequentialDepth = Math.max(this.sequentialDepth, depth)
    for (const { method, params } of parts) {
      this.counts.set(method, (this.counts.get(method) ?? 0) + 1)
      const key = JSON.stringify([method, params])
      this.#repeats.set(key, (this.#repeats.get(key) ?? 0) + 1)
    }
  }

  async #forward(request: RpcRequest): Promise<RpcResponse> {
    const answer = await fetch(this.targetUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
    return (await answer.json()) as RpcResponse
  }
}

function longestDelayMs(parts: readonly RpcRequest[], { delayMs = 0, methodDelaysMs = {} }: RpcScenario): number {
  return Math.max(delayMs, ...parts.map(({ method }) => methodDelaysMs[method] ?? 0))
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function wait(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms))
}
