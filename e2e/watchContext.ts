import { expect } from '@playwright/test'
import type { BrowserContext } from '@playwright/test'

/** What a browser did behind a test: every request, and everything that should never happen. */
export interface ContextWatch {
  /** URLs of all requests so far. */
  readonly urls: readonly string[]
  /** Errors that no code caught, complaints on the console, violations of the page's policy. */
  readonly complaints: readonly string[]
  /** Lets the test meet these hosts or origins too. */
  allow(...hosts: readonly string[]): void
  /** Expects this many complaints that match; they are then no failure. */
  forgive(pattern: RegExp): void
  /** Requests so far to hosts that are not allowed. */
  listStrangers(): readonly string[]
  assertClean(): void
}

/** What a failed request says on the console is no complaint: tests take endpoints down. */
const harmless = /^Failed to load resource: /

/** Watches everything in a browser context from its first page on. */
export async function watchContext(context: BrowserContext, origins: readonly string[]): Promise<ContextWatch> {
  const allowed = new Set(origins.map((url) => new URL(url).host))
  const urls: string[] = []
  const complaints: string[] = []
  const forgiven: RegExp[] = []

  await context.exposeFunction('__noteViolation', (violation: string) => void complaints.push(violation))
  await context.addInitScript(() => {
    const page = globalThis as unknown as { __noteViolation: (violation: string) => void }
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) => {
      page.__noteViolation(`policy violation: ${effectiveDirective}, ${blockedURI}, in ${sourceFile}`)
    })
  })
  context.on('request', (request) => urls.push(request.url()))
  // What the page's policy stopped was never sent.
  context.on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') urls.splice(urls.indexOf(request.url()), 1)
  })
  context.on('weberror', (error) => complaints.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  context.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning'
    if (isComplaint && !harmless.test(message.text())) complaints.push(`${message.type()}: ${message.text()}`)
  })

  const listStrangers = () => urls.filter((url) => /^(https?|wss?):/.test(url) && !allowed.has(new URL(url).host))

  return {
    urls,
    listStrangers,
    complaints,
    allow(...hosts) {
      for (const host of hosts) allowed.add(host)
    },
    forgive(pattern) {
      forgiven.push(pattern)
    },
    assertClean() {
      expect(listStrangers(), 'requests to hosts that this test does not know').toEqual([])
      const unforgiven = complaints.filter((complaint) => !forgiven.some((pattern) => pattern.test(complaint)))
      expect(unforgiven, 'complaints of the browser').toEqual([])
    },
  }
}
