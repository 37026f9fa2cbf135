import { describe, expect, it } from 'vitest'
import { alignFigures } from './alignFigures'

describe('alignFigures', () => {
  it('default: fills up decimals before the unit', () => {
    expect(alignFigures(['$1,240', '+$87.90', '−$0.0042', '$0'])).toEqual([
      { digits: '$1,240', padding: '.0000', unit: '' },
      { digits: '+$87.90', padding: '00', unit: '' },
      { digits: '−$0.0042', padding: '', unit: '' },
      { digits: '$0', padding: '.0000', unit: '' },
    ])
    expect(alignFigures(['1,235 WETH', '12.35 WETH'])[0]).toEqual({ digits: '1,235', padding: '.00', unit: ' WETH' })
  })

  it('behavior: words are left alone', () => {
    expect(alignFigures(['unknown', '$1.50'])[0]).toEqual({ digits: 'unknown', padding: '', unit: '' })
    expect(alignFigures([])).toEqual([])
  })

  it('behavior: units with digits do not confuse it', () => {
    expect(alignFigures(['12.5 USD₮0', '3 USD₮0']).map(({ digits }) => digits.length > 0)).toEqual([true, true])
  })
})
