import type { RpcRequest } from '../rpcScenario'
import { oldState } from './oldState'
import { rangeCap } from './rangeCap'
import type { PlayedError } from './recordedErrors'
import { refuseWith } from './refuseWith'
import { resultCap } from './resultCap'
import type { RpcFault } from './rpcFault'
import { sometimes } from './sometimes'

const defaultBlockCap = 100
const maxResults = 60
const keptBlocks = 4
const maxAlternatives = 3

/** Gives one error wherever an endpoint that words it so would: over its range, its size, now and then, or always. */
export function playError({ occasion, error, blockCap, isText }: PlayedError): RpcFault {
  const refusal: RpcFault = isText
    ? () => Promise.resolve({ status: error.status ?? 200, body: error.message })
    : refuseWith(error)
  switch (occasion) {
    case 'range':
      return rangeCap(blockCap ?? defaultBlockCap, () => error)
    case 'size':
      return resultCap(maxResults, () => error)
    case 'filter':
      return (request, next, endpoint) => (isWide(request) ? refusal(request, next, endpoint) : next())
    case 'history':
      return oldState(keptBlocks, error)
    case 'rate':
    case 'transient':
      return sometimes(0.25, 2, (request, next, endpoint) =>
        // Words about logs come only where logs were asked for.
        /getLogs|block range/.test(error.message) && request.method !== 'eth_getLogs'
          ? next()
          : refusal(request, next, endpoint),
      )
    case 'terminal':
      return refusal
  }
}

/** Whether a log query has a long list of alternatives, or no address. */
function isWide({ method, params }: RpcRequest): boolean {
  if (method !== 'eth_getLogs') return false
  const { address, topics = [] } = (params?.[0] ?? {}) as { address?: unknown; topics?: unknown[] }
  const lists = [address, ...topics].filter(Array.isArray)
  return address === undefined || lists.some((list) => list.length > maxAlternatives)
}
