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
const fileUrl = new URL(workerUrl, location.href).href
/** One for the life of the page: the worker is started again after a crash. */
let startUrl: string | null = null

/** The page's policy demands Trusted Types: this one lets through what starts the bundled worker and nothing else. */
const policy = trustedTypes?.createPolicy('minnow-worker', {
  createScriptURL(url) {
    if (url !== startUrl) throw new TypeError('Only the bundled worker may be started.')
    return url
  },
})

/**
 * Starts the bundled worker, through a line of script that imports it: a worker that is started from its file has the policy
 * of that file's own headers, which gateways do not send; one from a blob keeps to the policy of the page.
 */
export function startWorker(): Worker {
  startUrl ??= URL.createObjectURL(new Blob([`import ${JSON.stringify(fileUrl)}`], { type: 'text/javascript' }))
  return new Worker(policy ? policy.createScriptURL(startUrl) : startUrl, { type: 'module', name: 'minnow' })
}
