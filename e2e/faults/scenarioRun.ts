import { createRandom } from '../devnet/random'
import type { Random } from '../devnet/random'
import { applyScenario, listFaults } from '../rpcScenario'
import type { RpcRequest, RpcResponse, RpcScenario } from '../rpcScenario'
import { hashText } from './hashText'
import type { FaultyEndpoint, RpcFault, RpcReply } from './rpcFault'

/** What the run knows of one request. */
interface Arrival {
  readonly key: string
  readonly attempt: number
  readonly isInBatch: boolean
}

/** A scenario being played from its beginning: what has come, and what each request gets. */
export class ScenarioRun {
  readonly #faults: readonly RpcFault[]
  readonly #endpoints: readonly FaultyEndpoint[]
  readonly #attempts = new Map<string, number>()
  readonly #arrivals = new WeakMap<RpcRequest, Arrival>()
  #requests = 0

  constructor(
    readonly scenario: RpcScenario,
    readonly forward: (request: RpcRequest) => Promise<RpcResponse>,
  ) {
    this.#faults = listFaults(scenario)
    this.#endpoints = this.#faults.map((_, index) => this.#createEndpoint(index))
  }

  reply(request: RpcRequest, isInBatch: boolean): Promise<RpcReply> {
    const key = JSON.stringify([request.method, request.params])
    const attempt = (this.#attempts.get(key) ?? 0) + 1
    this.#attempts.set(key, attempt)
    this.#requests += 1
    this.#arrivals.set(request, { key, attempt, isInBatch })
    return this.#pass(request, 0)
  }

  async #pass(request: RpcRequest, index: number): Promise<RpcReply> {
    const [fault, endpoint] = [this.#faults[index], this.#endpoints[index]]
    if (fault === undefined || endpoint === undefined) {
      return { status: 200, body: applyScenario(request, await this.forward(request), this.scenario) }
    }
    const next = (changed: RpcRequest = request) => {
      // A changed request is still the same one.
      this.#arrivals.set(changed, this.#arrivalOf(request))
      return this.#pass(changed, index + 1)
    }
    return fault(request, next, endpoint)
  }

  #arrivalOf(request: RpcRequest): Arrival {
    const arrival = this.#arrivals.get(request)
    if (arrival === undefined) throw new Error(`${request.method} has not come through the proxy.`)
    return arrival
  }

  /** Each fault has random numbers of its own, so that one does not decide for another. */
  #createEndpoint(index: number): FaultyEndpoint {
    const { seed = 0 } = this.scenario
    const randoms = new WeakMap<RpcRequest, Random>()
    const countRequests = () => this.#requests
    return {
      random: (request) => {
        const { key, attempt } = this.#arrivalOf(request)
        const random = randoms.get(request) ?? createRandom(hashText(`${seed} ${index} ${attempt} ${key}`))
        randoms.set(request, random)
        return random
      },
      attempt: (request) => this.#arrivalOf(request).attempt,
      isInBatch: (request) => this.#arrivalOf(request).isInBatch,
      get requests() {
        return countRequests()
      },
      ask: async <T>(method: string, params: readonly unknown[]) => {
        const { result } = await this.forward({ jsonrpc: '2.0', id: 1, method, params })
        return result as T
      },
    }
  }
}
