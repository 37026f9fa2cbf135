import { decodeFunctionResult, encodeFunctionData, getAddress, keccak256, parseEther, stringToHex } from 'viem'
import type { Address, Hex } from 'viem'
import { namehash } from 'viem/ens'
import {
  ensRegistryAbi,
  ensResolverAbi,
  factoryAbi,
  poolAbi,
  positionManagerAbi,
  priceFeedAbi,
  stakerAbi,
  tokenAbi,
} from './abi'
import { appendArguments } from './artifacts'
import { compileContracts } from './compileContracts'
import type { DevnetDeployment, DevnetToken } from './deployments'
import { formatQuantity, requestRaw } from './devnetClient'
import type { DevnetClient } from './devnetClient'
import { PositionBook } from './positionBook'
import type { StoryPosition } from './positionBook'
import { StoryBlocks } from './storyBlocks'
import type { StoryReceipt, StoryTransaction } from './storyBlocks'
import { StoryPool } from './storyPool'
import { StoryWallet } from './storyWallet'
import type { Incentive } from './storyWallet'

/** A transaction that somebody in the story sent. */
export interface StoryEntry {
  readonly wallet: string
  readonly action: string
  readonly receipt: StoryReceipt
}

/** What a wallet has at the start: whole tokens. */
export interface Funds {
  readonly eth?: number
  readonly weth?: number
  readonly usdc?: number
  readonly rndr?: number
  readonly wbtc?: number
}

const secondsPerDay = 86_400

/**
 * Tells a story on a replica: wallets act, prices move, days pass.
 * Everything is sent through the real contracts; the story only keeps count of what their logs say.
 */
export class Story {
  readonly blocks: StoryBlocks
  readonly pools: StoryPool[] = []
  readonly entries: StoryEntry[] = []
  readonly #book: PositionBook

  /**
   * @param startTimestamp time of day 0 in seconds
   * @param emptyBlockSeconds see `StoryBlocks`
   */
  constructor(
    readonly client: DevnetClient,
    readonly deployment: DevnetDeployment,
    readonly startTimestamp: number,
    latestTimestamp: number,
    emptyBlockSeconds: number | null = null,
  ) {
    const book = new PositionBook(deployment.positionManager, this.pools)
    this.#book = book
    this.blocks = new StoryBlocks(client, latestTimestamp, (receipt) => book.follow(receipt), emptyBlockSeconds)
  }

  /** Sets the day (fractions allowed) of the block to come; the blocks after it follow every 12 s. */
  at(day: number): void {
    this.blocks.moveTo(this.startTimestamp + day * secondsPerDay)
  }

  inOneBlock<T extends readonly unknown[] | []>(actions: () => T) {
    return this.blocks.inOneBlock(actions)
  }

  /** A new wallet; the same name gives the same address in every run. */
  wallet(name: string): StoryWallet {
    return new StoryWallet(this, name, computeNamedAddress(name))
  }

  /** Deploys a contract account that this keeper works. */
  async smartAccount(name: string, keeper: StoryWallet): Promise<StoryWallet> {
    const account = await this.deploy(keeper, 'SmartAccount', [{ type: 'address' }], [keeper.sender])
    return new StoryWallet(this, name, keeper.sender, account)
  }

  /** Deploys a contract of `contracts/`. */
  async deploy(
    deployer: StoryWallet,
    contract: string,
    inputs: readonly { type: string }[],
    args: readonly unknown[],
  ): Promise<Address> {
    const bytecode = compileContracts()[contract]
    if (bytecode === undefined) throw new Error(`contracts/ has no contract named ${contract}.`)
    const data = appendArguments(bytecode, inputs, args)
    const { contractAddress } = await this.send(deployer, `deploy ${contract}`, {
      from: deployer.sender,
      to: null,
      data,
    })
    if (contractAddress === null) throw new Error(`${contract} has no address.`)
    return getAddress(contractAddress)
  }

  /** Gives wallets coins and tokens, all in one block, and lets the given spenders take the tokens. */
  async fund(wallets: readonly StoryWallet[], funds: Funds, spenders: readonly Address[] = []): Promise<void> {
    const { weth, usdc, rndr, wbtc } = this.deployment
    for (const { sender } of wallets) {
      const wei = parseEther(`${(funds.eth ?? 0) + (funds.weth ?? 0)}`)
      await this.client.setBalance({ address: sender, value: wei })
    }
    const mints: readonly (readonly [DevnetToken, number | undefined])[] = [
      [usdc, funds.usdc],
      [rndr, funds.rndr],
      [wbtc, funds.wbtc],
    ]
    const tokens = [...mints.filter(([, amount]) => amount !== undefined).map(([token]) => token), weth]
    const fountain = this.wallet('fountain')
    await this.client.setBalance({ address: fountain.sender, value: parseEther('1000000') })
    await this.inOneBlock(() =>
      wallets.flatMap((wallet) => [
        ...mints.map(([token, amount]) =>
          amount === undefined ? null : this.#giveToken(fountain, wallet, token, amount),
        ),
        funds.weth === undefined ? null : this.#wrap(wallet, funds.weth),
        ...spenders.flatMap((spender) => tokens.map((token) => wallet.approve(token, spender))),
      ]),
    )
  }

  /** Creates and initializes a pool. @param price whole `quote` per whole `base` */
  async createPool(base: DevnetToken, quote: DevnetToken, fee: number, price: number): Promise<StoryPool> {
    const { factory } = this.deployment
    const pool = new StoryPool(factory, base, quote, fee, price)
    const creator = this.wallet('pool creator')
    await this.client.setBalance({ address: creator.sender, value: parseEther('1000') })
    this.pools.push(pool)
    const args = [base.address, quote.address, fee] as const
    const create = encodeFunctionData({ abi: factoryAbi, functionName: 'createPool', args })
    const initialize = encodeFunctionData({ abi: poolAbi, functionName: 'initialize', args: [pool.sqrtPriceX96] })
    await this.inOneBlock(() => [
      creator.send('create pool', factory, create, { gas: 10_000_000n }),
      creator.send('initialize pool', pool.address, initialize),
    ])
    return pool
  }

  /** Adds a round to a feed. @param price in USD */
  pushPrice(reporter: StoryWallet, feed: Address, price: number): Promise<StoryReceipt> {
    const args = [BigInt(Math.round(price * 1e8))] as const
    return reporter.send('push price', feed, encodeFunctionData({ abi: priceFeedAbi, functionName: 'push', args }))
  }

  /** The feed goes on with a new aggregator, whose round ids start again. */
  startFeedPhase(reporter: StoryWallet, feed: Address): Promise<StoryReceipt> {
    return reporter.send(
      'start feed phase',
      feed,
      encodeFunctionData({ abi: priceFeedAbi, functionName: 'startPhase' }),
    )
  }

  /** Gives somebody an ENS name. Without an address, its resolver sends whoever asks to a server (CCIP-Read). */
  async registerName(registrar: StoryWallet, name: string, address: Address | null): Promise<void> {
    const { ens } = this.deployment
    if (ens === null) throw new Error(`Chain ${this.deployment.chainId} has no ENS.`)
    const node = namehash(name)
    const resolver = address === null ? ens.offchainResolver : ens.resolver
    const setResolver = { abi: ensRegistryAbi, functionName: 'setResolver', args: [node, resolver] } as const
    await registrar.send('set resolver', ens.registry, encodeFunctionData(setResolver))
    if (address === null) return
    const setAddr = { abi: ensResolverAbi, functionName: 'setAddr', args: [node, address] } as const
    await registrar.send('set address', ens.resolver, encodeFunctionData(setAddr))
  }

  /** Starts an incentive of the staker at the next block's time. @param reward whole tokens */
  async createIncentive(
    sponsor: StoryWallet,
    pool: StoryPool,
    token: DevnetToken,
    reward: number,
    days: number,
  ): Promise<Incentive> {
    const startTime = BigInt(this.blocks.nextTimestamp + secondsPerDay)
    const key = {
      rewardToken: token.address,
      pool: pool.address,
      startTime,
      endTime: startTime + BigInt(Math.round(days * secondsPerDay)),
      refundee: sponsor.address,
    }
    const args = [key, toUnits(token, reward)] as const
    const data = encodeFunctionData({ abi: stakerAbi, functionName: 'createIncentive', args })
    await sponsor.send('create incentive', this.deployment.staker, data)
    return key
  }

  /** Sends a wallet's transaction and notes it. */
  async send(wallet: StoryWallet, action: string, transaction: StoryTransaction): Promise<StoryReceipt> {
    const receipt = await this.blocks.send(transaction)
    this.entries.push({ wallet: wallet.name, action, receipt })
    return receipt
  }

  /** A position as it is after the latest block. */
  position(tokenId: bigint): StoryPosition {
    return this.#book.position(tokenId)
  }

  positions(): readonly StoryPosition[] {
    return this.#book.positions()
  }

  /** The last position that a transaction minted. */
  findMinted(receipt: StoryReceipt): StoryPosition {
    return this.#book.findMinted(receipt)
  }

  async previewMint(from: Address, data: Hex): Promise<{ tokenId: bigint; liquidity: bigint }> {
    const call = { from, to: this.deployment.positionManager, data, gas: formatQuantity(10_000_000) }
    const answer = await requestRaw<Hex>(this.client, 'eth_call', [call, 'latest'])
    const [tokenId, liquidity] = decodeFunctionResult({ abi: positionManagerAbi, functionName: 'mint', data: answer })
    return { tokenId, liquidity }
  }

  #giveToken(fountain: StoryWallet, to: StoryWallet, token: DevnetToken, amount: number): Promise<StoryReceipt> {
    const args = [to.address, toUnits(token, amount)] as const
    return fountain.send('give', token.address, encodeFunctionData({ abi: tokenAbi, functionName: 'mint', args }))
  }

  async #wrap(wallet: StoryWallet, amount: number): Promise<void> {
    const { weth } = this.deployment
    const value = parseEther(`${amount}`)
    const deposit = encodeFunctionData({ abi: tokenAbi, functionName: 'deposit' })
    const sending = [this.send(wallet, 'wrap', { from: wallet.sender, to: weth.address, data: deposit, value })]
    if (wallet.account !== null) {
      const data = encodeFunctionData({ abi: tokenAbi, functionName: 'transfer', args: [wallet.account, value] })
      sending.push(this.send(wallet, 'give', { from: wallet.sender, to: weth.address, data }))
    }
    await Promise.all(sending)
  }
}

/** A token amount in base units from whole tokens, exact to about 15 digits. */
export function toUnits(token: DevnetToken, amount: number): bigint {
  const exact = Math.min(token.decimals, 9)
  return BigInt(Math.round(amount * 10 ** exact)) * 10n ** BigInt(token.decimals - exact)
}

/** The address of a story's person: nobody has its key. */
export function computeNamedAddress(name: string): Address {
  return getAddress(`0x${keccak256(stringToHex(`minnow story: ${name}`)).slice(-40)}`)
}
