import { createDevnetClient } from './devnetClient'
import type { DevnetClient, DevnetChainId } from './devnetClient'
import { deployMainnet } from './deployMainnet'
import type { DevnetFeed } from './deployMainnet'
import { startAnvil } from './startAnvil'
import type { DevnetNode } from './startAnvil'
import { startEdr } from './startEdr'
import { Story } from './story'

/** A story that can be told on a fresh replica. `Cast` is what tests need to know of it: who, which pools, which positions. */
export interface StoryScript<Cast> {
  readonly chainId: DevnetChainId
  /** How long it takes in the story's own time. */
  readonly days: number
  /**
   * The node that it is told on. Anvil's chain has only the blocks in which something happens; EDR's has empty ones as well, and can have
   * millions. @default anvil
   */
  readonly node?: 'anvil' | 'edr'
  /** How often EDR's chain gets a block when nothing happens, in seconds. @default 12 */
  readonly emptyBlockSeconds?: number
  /** Chainlink's feeds that exist; without any, prices come from pools. */
  readonly feeds: readonly DevnetFeed[]
  tell(story: Story): Promise<Cast>
}

export interface StartReplicaParameters {
  /** When the story's last day ends, in seconds. @default now */
  readonly endTimestamp?: number
  /** @default a free one */
  readonly port?: number
  /** @default true */
  readonly silent?: boolean
}

/** A running replica whose story has been told. */
export interface Replica<Cast> {
  readonly rpcUrl: string
  readonly client: DevnetClient
  readonly cast: Cast
  /** To go on with the story. */
  readonly story: Story
  stop(): Promise<void>
}

const secondsPerDay = 86_400

/** Starts a node, deploys the contracts and tells a story that ends about now. The node ends with `stop()` or with this process. */
export async function startReplica<Cast>(
  script: StoryScript<Cast>,
  parameters: StartReplicaParameters = {},
): Promise<Replica<Cast>> {
  const { endTimestamp = Math.floor(Date.now() / 1000), port, silent } = parameters
  const startTimestamp = endTimestamp - Math.round(script.days * secondsPerDay)
  const node = await startNode(script, startTimestamp, port, silent)
  try {
    const client = createDevnetClient(node.rpcUrl, script.chainId)
    const deployment = await deployMainnet(client, { feeds: script.feeds })
    const { timestamp } = await client.getBlock()
    const emptyBlockSeconds = script.node === 'edr' ? (script.emptyBlockSeconds ?? 12) : null
    const story = new Story(client, deployment, startTimestamp, Number(timestamp), emptyBlockSeconds)
    const cast = await script.tell(story)
    return { rpcUrl: node.rpcUrl, client, cast, story, stop: () => node.stop() }
  } catch (error) {
    await node.stop()
    throw error
  }
}

function startNode(
  { chainId, node }: StoryScript<unknown>,
  startTimestamp: number,
  port: number | undefined,
  silent: boolean | undefined,
): Promise<DevnetNode> {
  const parameters = {
    chainId,
    // Deployment and funding happen on the day before.
    genesisTimestamp: startTimestamp - secondsPerDay,
    ...(port === undefined ? {} : { port }),
  }
  return node === 'edr'
    ? startEdr(parameters)
    : startAnvil({ ...parameters, ...(silent === undefined ? {} : { silent }) })
}
