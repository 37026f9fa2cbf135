import { describe, expect, test } from 'vitest'
import { InvalidRpcUrlError } from '../errors'
import { parseRpcUrl } from './parseRpcUrl'

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
