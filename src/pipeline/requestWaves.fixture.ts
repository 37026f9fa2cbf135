import { requestLimiterOf } from '../chain/requestLimiter'

/** A request of a wave. */
export interface WaveRequest {
  readonly method: string
  readonly params: readonly unknown[]
}

interface OpenRequest extends WaveRequest {
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: unknown) => void
}

/** The name under which the limiter of requests knows a connected wallet. */
const walletHost = 'Your wallet'
/** Turns of the event loop without a new request after which nothing more will come before an answer does. */
const CALM_TURNS = 5
/** A node that is flooded answers no faster. */
const AT_A_TIME = 16

/**
 * Measures how deep the reads of a report depend on each other: answers are held back until nothing more is asked for, then all of
 * them are given at once. The number of waves is the longest chain of requests of which each one needed the answer of the one before.
 *
 * Stands in for a connected wallet. How many requests go out at a time is not bounded here: waiting for one's turn is no dependence.
 */
export class RequestWaves {
  readonly waves: (readonly WaveRequest[])[] = []
  #open: OpenRequest[] = []
  #isRunning = false

  constructor(readonly rpcUrl: string) {
    requestLimiterOf(walletHost).run = (_signal, task) => task(Date.now())
  }

  /** Number of requests in all waves. */
  get requests(): number {
    return this.waves.reduce((sum, wave) => sum + wave.length, 0)
  }

  /** What each wave asked for, for a person who wants to shorten the chain. */
  describe(): string {
    return this.waves
      .map((wave, index) => {
        const counts = new Map<string, number>()
        for (const request of wave) counts.set(nameRequest(request), (counts.get(nameRequest(request)) ?? 0) + 1)
        return `${index + 1}. ${[...counts].map(([name, count]) => `${count} x ${name}`).join(', ')}`
      })
      .join('\n')
  }

  readonly request = (_chainId: number, method: string, params: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      this.#open.push({ method, params, resolve, reject })
      if (!this.#isRunning) void this.#run()
    })

  async #run(): Promise<void> {
    this.#isRunning = true
    for (;;) {
      await this.#untilCalm()
      const wave = this.#open
      this.#open = []
      if (wave.length === 0) break
      this.waves.push(wave.map(({ method, params }) => ({ method, params })))
      const answers = await this.#askAll(wave)
      wave.forEach(({ resolve, reject }, index) => {
        const { result, error } = answers[index] as { result?: unknown; error?: unknown }
        if (error === undefined) resolve(result)
        else reject(error)
      })
    }
    this.#isRunning = false
  }

  async #untilCalm(): Promise<void> {
    let known = -1
    for (let calm = 0; calm < CALM_TURNS; calm++) {
      if (this.#open.length !== known) calm = 0
      known = this.#open.length
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  async #askAll(wave: readonly WaveRequest[]): Promise<readonly unknown[]> {
    const answers: unknown[] = []
    for (let start = 0; start < wave.length; start += AT_A_TIME) {
      const part = wave.slice(start, start + AT_A_TIME)
      answers.push(...(await Promise.all(part.map((request) => this.#ask(request)))))
    }
    return answers
  }

  async #ask({ method, params }: WaveRequest): Promise<unknown> {
    const answer = await fetch(this.rpcUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    return await answer.json()
  }
}

/** The method, and for logs the kind of event that is looked for. */
function nameRequest({ method, params }: WaveRequest): string {
  if (method !== 'eth_getLogs') return method
  const { topics } = params[0] as { readonly topics: readonly unknown[] }
  const [event] = [topics[0]].flat()
  return `${method} of ${String(event).slice(0, 10)}`
}
