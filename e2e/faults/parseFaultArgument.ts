import { faultScenarioNames, faultScenarios } from './faultScenarios'
import type { FaultScenarioName } from './faultScenarios'

/** A scenario as it is named on the command line. */
export interface FaultChoice {
  readonly name: FaultScenarioName
  readonly seed: number
}

/** There is no such scenario; the message lists those that there are. */
export class UnknownFaultScenarioError extends Error {
  override readonly name = 'UnknownFaultScenarioError'

  constructor(text: string) {
    super(
      `There is no scenario "${text}". Write --faults <scenario> or --faults <scenario>:<seed>, with one of\n\n${listScenarios()}\n`,
    )
  }
}

/**
 * Reads `--faults <scenario>[:seed]` from a command line; the seed is 1 where none is given. `null` where there is no such option.
 *
 * @throws UnknownFaultScenarioError
 */
export function parseFaultArgument(args: readonly string[]): FaultChoice | null {
  const index = args.findIndex((arg) => arg === '--faults' || arg.startsWith('--faults='))
  const option = args[index]
  if (option === undefined) return null
  const text = option.startsWith('--faults=') ? option.slice('--faults='.length) : (args[index + 1] ?? '')
  const [wanted, seedText = '1', ...rest] = text.split(':')
  const name = faultScenarioNames.find((candidate) => candidate === wanted)
  if (name === undefined || rest.length > 0 || !/^\d{1,9}$/.test(seedText)) throw new UnknownFaultScenarioError(text)
  return { name, seed: Number(seedText) }
}

function listScenarios(): string {
  const width = Math.max(...faultScenarioNames.map(({ length }) => length))
  return faultScenarioNames.map((name) => `  ${name.padEnd(width)}  ${faultScenarios[name].says}`).join('\n')
}
