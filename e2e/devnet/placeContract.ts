import type { Address, Hex } from 'viem'
import { formatQuantity, requestRaw } from './devnetClient'
import type { DevnetClient } from './devnetClient'

const richWei = 10n ** 24n

/** A contract creation that is to be sent: by whom, and which nonce it needs to land on its address. */
export interface PlannedCreation {
  readonly address: Address
  readonly creationCode: Hex
  /** The original deployer and the nonce it had; absent where the contract is put in place afterwards. */
  readonly deployer?: { readonly address: Address; readonly nonce: number }
}

const anyDeployer: Address = '0x00000000000000000000000000000000000d3910'

/**
 * Puts contracts at fixed addresses, all in one block.
 *
 * With a deployer and its nonce the address follows by itself (CREATE). Without, the contract is created anywhere; then its
 * code moves with its own address replaced where it carries it as an immutable, and so does the storage that its constructor wrote.
 *
 * @throws Error when a creation failed or landed elsewhere
 */
export async function placeContracts(client: DevnetClient, creations: readonly PlannedCreation[]): Promise<void> {
  const hashes: Hex[] = []
  const funded = new Set<Address>()
  for (const { creationCode, deployer } of creations) {
    const from = deployer?.address ?? anyDeployer
    if (!funded.has(from)) {
      await requestRaw(client, 'anvil_setBalance', [from, formatQuantity(richWei)])
    }
    funded.add(from)
    if (deployer !== undefined) {
      await requestRaw(client, 'anvil_setNonce', [from, formatQuantity(deployer.nonce)])
    }
    // Without a nonce to land on the node counts, so that contracts can be placed at any time.
    const nonce = deployer === undefined ? {} : { nonce: formatQuantity(deployer.nonce) }
    const transaction = { from, ...nonce, data: creationCode, gas: formatQuantity(15_000_000) }
    hashes.push(await requestRaw<Hex>(client, 'eth_sendTransaction', [transaction]))
    // A deployer may skip nonces between its contracts, so each creation is mined before the nonce is set again.
    if (deployer !== undefined) await requestRaw(client, 'evm_mine')
  }
  await requestRaw(client, 'evm_mine')
  await Promise.all(creations.map((creation, index) => settle(client, creation, hashes[index] as Hex)))
}

async function settle(client: DevnetClient, creation: PlannedCreation, hash: Hex): Promise<void> {
  const receipt = await requestRaw<{ status: Hex; contractAddress: Address } | null>(
    client,
    'eth_getTransactionReceipt',
    [hash],
  )
  if (receipt?.status !== '0x1') throw new Error(`The creation of ${creation.address} failed.`)
  const isInPlace = receipt.contractAddress.toLowerCase() === creation.address.toLowerCase()
  if (isInPlace) return
  if (creation.deployer !== undefined) {
    throw new Error(`${creation.address} landed on ${receipt.contractAddress}: wrong deployer or nonce.`)
  }
  await moveContract(client, hash, receipt.contractAddress, creation.address)
}

/** Copies the code and the storage that the creation `hash` left at `from` to the address `to`. */
async function moveContract(client: DevnetClient, hash: Hex, from: Address, to: Address): Promise<void> {
  const [code, trace] = await Promise.all([
    requestRaw<Hex>(client, 'eth_getCode', [from, 'latest']),
    requestRaw<{ post: Record<string, { storage?: Record<Hex, Hex> }> }>(client, 'debug_traceTransaction', [
      hash,
      { tracer: 'prestateTracer', tracerConfig: { diffMode: true } },
    ]),
  ])
  const fromWord = from.slice(2).toLowerCase().padStart(64, '0')
  const toWord = to.slice(2).toLowerCase().padStart(64, '0')
  await requestRaw(client, 'anvil_setCode', [to, code.replaceAll(fromWord, toWord)])
  const storage = trace.post[from.toLowerCase()]?.storage ?? {}
  await Promise.all(
    Object.entries(storage).map(([slot, value]) => requestRaw(client, 'anvil_setStorageAt', [to, slot, value])),
  )
  await requestRaw(client, 'anvil_setCode', [from, '0x'])
}
