import { expect, test } from 'vitest'
import { faultScenarioNames } from './faultScenarios'
import { parseFaultArgument, UnknownFaultScenarioError } from './parseFaultArgument'

test('a scenario, with a seed or without', () => {
  expect(parseFaultArgument([])).toBeNull()
  expect(parseFaultArgument(['--port', '1'])).toBeNull()
  expect(parseFaultArgument(['--faults', 'html'])).toEqual({ name: 'html', seed: 1 })
  expect(parseFaultArgument(['--faults=storm:7'])).toEqual({ name: 'storm', seed: 7 })
})

test.each([[['--faults']], [['--faults', 'nothing']], [['--faults', 'html:x']], [['--faults', 'html:1:2']]])(
  'error: %j lists every scenario',
  (args) => {
    expect(() => parseFaultArgument(args)).toThrow(UnknownFaultScenarioError)
    for (const name of faultScenarioNames) expect(() => parseFaultArgument(args)).toThrow(name)
  },
)
