import workerUrl from './worker?worker&url'

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): {
    createScriptURL(url: string): string
  }
}

const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes

/** The page's policy demands Trusted Types: this one lets through the worker's own file and nothing else. */
const policy = trustedTypes?.createPolicy('minnow-worker', {
  createScriptURL(url) {
    if (url !== workerUrl) throw new TypeError('Only the bundled worker may be started.')
    return url
  },
})

/** Starts the bundled worker. */
export function startWorker(): Worker {
  return new Worker(policy ? policy.createScriptURL(workerUrl) : workerUrl, { type: 'module', name: 'minnow' })
}
