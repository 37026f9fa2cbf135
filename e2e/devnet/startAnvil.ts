import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { deploymentOf } from './deployments'
import type { DevnetDeployment } from './deployments'

export interface StartAnvilParameters {
  /** @default 1 */
  readonly chainId?: DevnetDeployment['chainId']
  /** @default a free one */
  readonly port?: number
  /** Time of the genesis block in seconds. */
  readonly genesisTimestamp?: number
  /** Number of the genesis block. @default the real factory's block, before which nothing is searched */
  readonly genesisBlock?: number
  /** Block gas limit. The default lets hundreds of mints go into one block. @default 3_000_000_000 */
  readonly gasLimit?: number
  /** Don't print the node's own messages. @default true */
  readonly silent?: boolean
}

export interface DevnetNode {
  readonly rpcUrl: string
  readonly port: number
  /** Ends the node; resolves when it is gone. */
  stop(): Promise<void>
}

/** The npm anvil could not be started. */
export class AnvilStartError extends Error {
  override readonly name = 'AnvilStartError'
}

const startTimeoutMs = 20_000

/**
 * Starts an EVM node on 127.0.0.1 that mines on demand only and lets every address send transactions.
 * It ends with `stop()`, and also when this process ends in whatever way.
 *
 * @throws AnvilStartError when the platform has no binary or the port is taken
 */
export async function startAnvil(parameters: StartAnvilParameters = {}): Promise<DevnetNode> {
  const { chainId = 1, port = 0, genesisTimestamp, gasLimit = 3_000_000_000, silent = true } = parameters
  const { genesisBlock = deploymentOf(chainId).factoryBlock } = parameters
  const args = ['--host', '127.0.0.1', '--port', `${port}`, '--chain-id', `${chainId}`]
  args.push('--no-mining', '--order', 'fifo', '--auto-impersonate', '--accounts', '1', '--gas-limit', `${gasLimit}`)
  args.push('--no-request-size-limit', '--disable-code-size-limit')
  // Blocks of a story are hours apart: the latest is final after two more of them instead of 64.
  args.push('--number', `${genesisBlock}`, '--slots-in-an-epoch', '1')
  if (genesisTimestamp !== undefined) args.push('--timestamp', `${genesisTimestamp}`)

  const stateFolder = mkdtempSync(join(tmpdir(), 'minnow-anvil-'))
  args.push('--cache-path', stateFolder)

  const child = spawnBoundToThisProcess(findAnvilBinary(), args, stateFolder)
  const rpcUrl = await waitForListening(child, silent)
  return {
    rpcUrl,
    port: Number(new URL(rpcUrl).port),
    stop: () => stopChild(child),
  }
}

function findAnvilBinary(): string {
  const requireHere = createRequire(import.meta.url)
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const platformPackage = `@foundry-rs/anvil-${process.platform}-${architecture}`
  const fileName = process.platform === 'win32' ? 'anvil.exe' : 'anvil'
  try {
    // The platform package is a dependency of the main one, so it is looked up from there.
    const requireFromAnvil = createRequire(requireHere.resolve('@foundry-rs/anvil/package.json'))
    const binary = join(dirname(requireFromAnvil.resolve(`${platformPackage}/package.json`)), 'bin', fileName)
    if (existsSync(binary)) return binary
  } catch {
    // Said below.
  }
  throw new AnvilStartError(`There is no ${platformPackage}: run "npm ci" without omitting optional packages.`)
}

/**
 * Starts the binary so that it cannot outlive this process, even if that is killed: a small shell waits for the end of its standard
 * input, which closes with this process, then ends the node and removes the states that it left, which are gigabytes for a long story.
 */
function spawnBoundToThisProcess(binary: string, args: readonly string[], stateFolder: string): ChildProcess {
  if (process.platform === 'win32') {
    const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] })
    child.once('exit', () => rmSync(stateFolder, { recursive: true, force: true }))
    return child
  }
  const script =
    'states=$1; shift; "$@" & node=$!; exec >/dev/null 2>&1; trap "" INT HUP TERM; cat; kill -INT $node; wait $node; rm -rf "$states"'
  return spawn('/bin/sh', ['-c', script, 'anvil', stateFolder, binary, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
}

function waitForListening(child: ChildProcess, silent: boolean): Promise<string> {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) throw new AnvilStartError('anvil has no output to read.')
  return new Promise((resolve, reject) => {
    let complaints = ''
    const fail = (reason: string) => {
      clearTimeout(timer)
      void stopChild(child)
      reject(new AnvilStartError(`anvil did not start: ${reason} ${complaints.trim()}`))
    }
    const timer = setTimeout(() => fail(`no answer within ${startTimeoutMs / 1000} s.`), startTimeoutMs)
    child.once('error', (error) => fail(error.message))
    stderr.on('data', (chunk: Buffer) => (complaints = (complaints + chunk.toString()).slice(-2_000)))
    // Output goes on being read to the end: a full pipe would halt the node.
    const lines = createInterface({ input: stdout })
    lines.on('line', (line) => {
      if (!silent) console.log(line)
      const address = /^Listening on (\S+)/.exec(line)?.[1]
      if (address === undefined) return
      clearTimeout(timer)
      resolve(`http://${address}`)
    })
    lines.once('close', () => fail('it ended.'))
  })
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    if (process.platform === 'win32') child.kill()
    else child.stdin?.end()
  })
}
