import { fileURLToPath } from 'node:url'
import { startReplica } from './devnet/startReplica'
import { retailNextToWhale } from './devnet/stories/retailNextToWhale'
import { serveDist } from './serveDist'
import { passStage } from './stage'

const distFolder = fileURLToPath(new URL('../dist', import.meta.url))

/** Starts what every browser test needs, once; gives back what ends it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const gateway = await serveDist(distFolder)
  try {
    const replica = await startReplica(retailNextToWhale)
    const { retail, retailName, offchainName, whale, friend, jit, crowd, pools, transactions } = replica.cast
    const cast = { retail, retailName, offchainName, whale, friend, jit, crowd, pools, transactions }
    passStage({ rpcUrl: replica.rpcUrl, homes: gateway.homes, cast })
    return async () => {
      await Promise.all([gateway.stop(), replica.stop()])
    }
  } catch (error) {
    await gateway.stop()
    throw error
  }
}
