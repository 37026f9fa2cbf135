import { namehash } from 'viem/ens'
import type { Address, Hex } from 'viem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDevnetClient, requestRaw } from '../../e2e/devnet/devnetClient'
import { startAnvil } from '../../e2e/devnet/startAnvil'
import type { DevnetNode } from '../../e2e/devnet/startAnvil'
import { findChain } from '../config/chains'
import { InvalidAddressError, UnknownEnsNameError } from '../errors'
import type { ChainClient } from './chainClient'
import { createChainClient } from './createChainClient'
import { fetchEnsAddress } from './fetchEnsAddress'

const resolver: Address = '0x0000000000000000000000000000000000003001'
const offchainResolver: Address = '0x0000000000000000000000000000000000003002'
const owner: Address = '0x00000000219ab540356cBB839Cbe05303d7705Fa'

/** Code that answers each of some nodes with an address, and any other node with the zero address. */
function lookUpCode(entries: readonly (readonly [string, Address])[]): Hex {
  const parts = entries.map(
    ([name, address]) => `600435${'7f'}${namehash(name).slice(2)}14${'73'}${address.slice(2)}02600051${'01'}600052`,
  )
  return `0x${parts.join('')}60206000f3`
}

/** Code that sends its reader to another host: reverts with `OffchainLookup` (EIP-3668). */
const offchainCode: Hex = `0x7f556f1830${'0'.repeat(56)}60005260846000fd`

let anvil: DevnetNode
let client: ChainClient
const asked: string[] = []

beforeAll(async () => {
  anvil = await startAnvil()
  const devnet = createDevnetClient(anvil.rpcUrl, 1)
  const config = findChain(1)
  if (!config?.ensRegistry) throw new Error('Ethereum has no registry.')
  const registryCode = lookUpCode([
    ['minnow.eth', resolver],
    ['empty.eth', resolver],
    ['gone.eth', '0x0000000000000000000000000000000000003003'],
    ['elsewhere.eth', offchainResolver],
  ])
  const placed: readonly (readonly [Address, Hex])[] = [
    [config.ensRegistry, registryCode],
    [resolver, lookUpCode([['minnow.eth', owner]])],
    [offchainResolver, offchainCode],
  ]
  for (const [address, code] of placed) await requestRaw(devnet, 'anvil_setCode', [address, code])
  const { signal } = new AbortController()
  const open = await createChainClient({ config, rpcUrls: [anvil.rpcUrl], signal, onProgress: () => undefined })
  client = {
    ...open,
    request: (method, params) => {
      asked.push(method)
      return open.request(method, params)
    },
  }
})

afterAll(() => anvil?.stop())

describe('fetchEnsAddress', () => {
  test('default: the address that the name is set to', async () => {
    expect(await fetchEnsAddress(client, 'minnow.eth')).toBe(owner)
  })

  test('behavior: a name is looked up in its normal form', async () => {
    expect(await fetchEnsAddress(client, '  MinNow.ETH ')).toBe(owner)
  })

  test.each(['nobody.eth', 'empty.eth', 'gone.eth', 'elsewhere.eth'])('error: %s has no address', async (name) => {
    await expect(fetchEnsAddress(client, name)).rejects.toThrow(UnknownEnsNameError)
  })

  test('behavior: a resolver that points to another host is not followed', async () => {
    asked.length = 0
    await expect(fetchEnsAddress(client, 'elsewhere.eth')).rejects.toThrow(UnknownEnsNameError)
    expect(asked).toEqual(['eth_getBlockByNumber', 'eth_call', 'eth_call'])
  })

  test.each(['minnow', '', 'a..eth', 'min now.eth', 'x\u202ey.eth', '<script>.eth'])(
    'error: "%s" is no name',
    async (name) => {
      await expect(fetchEnsAddress(client, name)).rejects.toThrow(InvalidAddressError)
    },
  )

  test('error: a chain without names', async () => {
    const config = { ...client.config, ensRegistry: null }
    await expect(fetchEnsAddress({ ...client, config }, 'minnow.eth')).rejects.toThrow(UnknownEnsNameError)
  })
})
