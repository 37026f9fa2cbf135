import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hideUrlSecrets } from './hideUrlSecrets'

describe('hideUrlSecrets', () => {
  test.each([
    ['https://rpc.example/v2/SeCret-key_1', 'Cannot POST /v2/secret-KEY_1', 'Cannot POST /v2/…'],
    ['https://rpc.example/?apikey=abc123def', 'Invalid apikey abc123def.', 'Invalid … ….'],
    ['https://rpc.example/a%20long%2Bkey', 'No plan for a long+key', 'No plan for …'],
    ['https://rpc.example/a(b)c[d]$e/', 'Path /a(b)c[d]$e/ is gone', 'Path /…/ is gone'],
    ['https://rpc.example/#fragment-key', 'fragment-key', '…'],
    ['https://rpc.example/%E0%A4%A', '%E0%A4%A', '…'],
    ['https://rpc.example', 'rpc.example is busy', 'rpc.example is busy'],
    ['https://rpc.example/v2/rpc', 'rpc v2 is busy', 'rpc v2 is busy'],
  ])('default: %s', (url, said, shown) => {
    expect(hideUrlSecrets(url, said)).toBe(shown)
  })

  test('property: no key is left, wherever it stood', () => {
    const key = fc.stringMatching(/^[\w-]{6,40}$/)
    fc.assert(
      fc.property(key, fc.string(), fc.string(), fc.boolean(), (secret, before, after, inQuery) => {
        const url = inQuery ? `https://rpc.example/v1?key=${secret}` : `https://rpc.example/v1/${secret}/x`
        expect(hideUrlSecrets(url, `${before}${secret}${after}`).toLowerCase()).not.toContain(secret.toLowerCase())
      }),
    )
  })
})
