import { describe, expect, it } from 'vitest'
import { formatSubdomainUrl } from './subdomainUrl'

const cid = 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'
const at = (url: string) => formatSubdomainUrl(new URL(url), '#/settings')

describe('formatSubdomainUrl', () => {
  it.each([
    [`https://ipfs.io/ipfs/${cid}/`, `https://${cid}.ipfs.dweb.link/#/settings`],
    [`http://127.0.0.1:8080/ipfs/${cid}/index.html`, `http://${cid}.ipfs.localhost:8080/#/settings`],
    ['https://ipfs.io/ipns/my-site.example.org/', 'https://my--site-example-org.ipns.dweb.link/#/settings'],
  ])('%s has an origin of its own at %s', (page, own) => {
    expect(at(page)).toBe(own)
  })

  it.each([
    ['https://minnow.example/', 'not a gateway'],
    [`https://${cid}.ipfs.dweb.link/`, 'already there'],
    [
      'https://ipfs.io/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPBdG/',
      'upper case does not survive in host names',
    ],
  ])('%s has none: %s', (page) => {
    expect(at(page)).toBeNull()
  })
})
