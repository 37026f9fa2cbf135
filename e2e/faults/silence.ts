import type { RpcFault } from './rpcFault'

/** Takes the request and never answers. */
export const silence: RpcFault = () => Promise.resolve({ status: 200, body: '', sending: 'never' })
