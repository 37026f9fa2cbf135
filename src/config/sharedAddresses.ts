import type { Address, Hex } from '../domain/primitives'

/** Multicall3 stands at this address on every chain that Minnow knows (https://www.multicall3.com/deployments). */
export const MULTICALL3: Address = '0xcA11bde05977b3631167028862bE2a173976CA11'

/** Hash of `UniswapV3Pool`'s creation code as Uniswap compiled it (`POOL_INIT_CODE_HASH` of v3-periphery). Forks that changed the pool have their own. */
export const UNISWAP_V3_POOL_INIT_CODE_HASH: Hex = '0xe34f199b19b2b4f47f68442619d555527d244f78a3297ea89325f843f87b8b54'
