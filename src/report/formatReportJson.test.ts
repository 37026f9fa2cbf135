import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { formatReportJson } from './formatReportJson'
import { createStoryReport } from './storyReport'

const schemaPath = fileURLToPath(new URL('../../../shared/spec/report.schema.json', import.meta.url))

describe.skipIf(!existsSync(schemaPath))('against report.schema.json', () => {
  const validate = () =>
    new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(schemaPath, 'utf8')))

  it('default: a report with every kind of event is valid', () => {
    const check = validate()
    check(JSON.parse(formatReportJson(createStoryReport())))
    expect(check.errors).toBeNull()
  })

  it('behavior: the schema itself tells a report that is not', () => {
    const report = JSON.parse(formatReportJson(createStoryReport())) as {
      chains: { pools: { you: { amounts: unknown } }[] }[]
    }
    const you = report.chains[0]?.pools[0]?.you as { amounts: unknown }
    you.amounts = {}
    expect(validate()(report)).toBe(false)
  })
})

it('behavior: what is no finite number is written as unknown', () => {
  const report = createStoryReport()
  const text = formatReportJson({ ...report, chains: [], createdAt: Number.NaN })
  expect(JSON.parse(text)).toMatchObject({ createdAt: null })
})
