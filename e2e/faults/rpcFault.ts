import type { Random } from '../devnet/random'
import type { RpcRequest, RpcResponse } from '../rpcScenario'

/** What the endpoint sends back for one request. */
export interface RpcReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** The JSON-RPC answer, or the text that stands in its place. */
  readonly body: RpcResponse | string
  /**
   * `whole` as it should be; `cut` breaks the connection off after the body, which is a part of one; `never` keeps silent; `endless` sends
   * the body again and again.
   * @default 'whole'
   */
  readonly sending?: 'whole' | 'cut' | 'never' | 'endless'
}

/** What a fault can know of the endpoint that it plays. */
export interface FaultyEndpoint {
  /** Random numbers of this request alone: the same for the same seed, request and attempt, in whatever order requests come. */
  random(request: RpcRequest): Random
  /** How often exactly this request (method and parameters) has come, this time included. */
  attempt(request: RpcRequest): number
  /** Requests that have come since the scenario began. */
  readonly requests: number
  /** Whether the request is one of several in a batch. */
  isInBatch(request: RpcRequest): boolean
  /** Asks the sound node behind. */
  ask<T>(method: string, params: readonly unknown[]): Promise<T>
}

/** One way in which an endpoint misbehaves: stands between a request and the reply that `next` gives. */
export type RpcFault = (
  request: RpcRequest,
  next: (changed?: RpcRequest) => Promise<RpcReply>,
  endpoint: FaultyEndpoint,
) => Promise<RpcReply>

/** A reply that is a JSON-RPC error. */
export function replyWithError(
  request: RpcRequest,
  error: { readonly code: number; readonly message: string; readonly data?: unknown },
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): RpcReply {
  return { status, headers, body: { jsonrpc: '2.0', id: request.id, error } }
}

/** A reply with another result; what is no result stays as it is. */
export function changeResult(reply: RpcReply, change: (result: unknown) => unknown): RpcReply {
  const { body } = reply
  if (typeof body === 'string' || body.result === undefined) return reply
  return { ...reply, body: { ...body, result: change(body.result) } }
}
