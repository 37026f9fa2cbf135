import type { Report } from '../domain/report'
import { ExampleUnavailableError } from '../errors'

/**
 * Fetches the example that is built into the site; no other host is asked.
 *
 * @throws ExampleUnavailableError when the file is not there.
 */
export async function fetchExampleReport(signal?: AbortSignal): Promise<Report> {
  try {
    const response = await fetch(new URL('example.json', document.baseURI), signal ? { signal } : {})
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return (await response.json()) as Report
  } catch (cause) {
    signal?.throwIfAborted()
    throw new ExampleUnavailableError({ cause })
  }
}
