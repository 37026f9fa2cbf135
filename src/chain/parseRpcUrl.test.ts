import { describe, expect, test } from 'vitest'
import { InvalidRpcUrlError } from '../errors'
import { parseRpcUrl, parseRpcUrls } from './parseRpcUrl'

describe('parseRpcUrl', () => {
  test.each([
    ['https://ethereum.reth.rs/rpc', 'https://ethereum.reth.rs/rpc'],
    ['  https://mainnet.example/v3/key?x=1 ', 'https://mainnet.example/v3/key?x=1'],
    ['http://127.0.0.1:8545', 'http://127.0.0.1:8545'],
    ['http://localhost:8545', 'http://localhost:8545'],
    ['http://node.localhost', 'http://node.localhost'],
  ])('default: %s', (input, url) => {
    expect(parseRpcUrl(input)).toBe(url)
  })

  test.each([
    '',
    'mainnet',
    'ethereum.reth.rs/rpc',
    'ftp://ethereum.reth.rs',
    'ws://127.0.0.1:8545',
    'http://[::1]:8545',
    'http://127.0.0.2:8545',
    'javascript:alert(1)',
    'http://ethereum.reth.rs/rpc',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'https://user:password@mainnet.example',
  ])('error: "%s"', (input) => {
    expect(() => parseRpcUrl(input)).toThrow(InvalidRpcUrlError)
  })
})

describe('parseRpcUrls', () => {
  test('default: several, separated by spaces or commas, each once', () => {
    const [a, b, c] = ['https://a.example/key', 'https://b.example', 'http://localhost:8545']
    expect(parseRpcUrls(`  ${a}, ${b}\n${c},${a} `)).toEqual([a, b, c])
    expect(parseRpcUrls(a)).toEqual([a])
  })

  test.each(['', ' , ', 'https://a.example http://b.example', 'https://a.example nonsense'])(
    'error: %j is refused as a whole',
    (input) => expect(() => parseRpcUrls(input)).toThrow(InvalidRpcUrlError),
  )
})
