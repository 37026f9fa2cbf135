import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Hex } from 'viem'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
const contractsFolder = join(here, 'contracts')
const cacheFolder = join(here, '../../node_modules/.cache/minnow-devnet')

/** Creation code of each contract of a folder, by its name. */
export type CompiledContracts = Readonly<Record<string, Hex>>

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: Record<
    string,
    Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>
  >
}

/**
 * Compiles the Solidity sources in a folder (the replica's own `contracts/`) with the npm compiler.
 * The result is kept under `node_modules/.cache` by the hash of sources and compiler, so only the first run takes seconds.
 */
export function compileContracts(folder = contractsFolder): CompiledContracts {
  const solcVersion = (require('solc/package.json') as { version: string }).version
  const sources = Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.sol'))
      .sort()
      .map((file) => [file, { content: readFileSync(join(folder, file), 'utf8') }]),
  )
  const settings = {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: 'shanghai',
    metadata: { bytecodeHash: 'none' },
    outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
  }
  const input = JSON.stringify({ language: 'Solidity', sources, settings })
  const cacheFile = join(cacheFolder, `${createHash('sha256').update(solcVersion).update(input).digest('hex')}.json`)

  const cached = readCache(cacheFile)
  if (cached !== null) return cached

  const compiled = runSolc(input)
  mkdirSync(cacheFolder, { recursive: true })
  // Written aside and renamed, so that another process never reads half a file.
  const aside = `${cacheFile}.${process.pid}`
  writeFileSync(aside, JSON.stringify(compiled))
  renameSync(aside, cacheFile)
  return compiled
}

function readCache(file: string): CompiledContracts | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as CompiledContracts
  } catch {
    return null
  }
}

function runSolc(input: string): CompiledContracts {
  const solc = require('solc') as { compile(input: string): string }
  const output = JSON.parse(solc.compile(input)) as SolcOutput
  const failures = (output.errors ?? []).filter((error) => error.severity === 'error')
  if (failures.length > 0) throw new Error(failures.map((failure) => failure.formattedMessage).join('\n'))
  const compiled: Record<string, Hex> = {}
  for (const contracts of Object.values(output.contracts ?? {})) {
    for (const [name, contract] of Object.entries(contracts)) compiled[name] = `0x${contract.evm.bytecode.object}`
  }
  return compiled
}
