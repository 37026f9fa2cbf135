import { expect, test } from 'vitest'
import { readOwnCid } from './ownCid'

const cid = 'bafybeidbnpv46uvzhawhoqjsfobvxn6fnt26mquyxaeyr2utjaapjpvyim'

test.each([
  ['ipfs.io', `/ipfs/${cid}/`, cid],
  [
    'ipfs.io',
    '/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG/',
    'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG',
  ],
  [`${cid}.ipfs.dweb.link`, '/', cid],
  [`${cid}.ipfs.localhost`, '/index.html', cid],
  ['minnow.eth.limo', '/', null],
  ['127.0.0.1', '/', null],
  ['ipfs.io', '/ipns/minnow.example/', null],
  ['ipfs.io', '/ipfs/<img src=x>/', null],
  [`${cid}.example.org`, '/', null],
  ['example.org', `/blog/ipfs/${cid}/`, null],
])('%s%s is %s', (hostname, pathname, expected) => {
  expect(readOwnCid({ hostname, pathname })).toBe(expected)
})
