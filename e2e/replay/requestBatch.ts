import type { DevnetClient } from '../devnet/devnetClient'

const requestsPerBatch = 1_000

/** Sends many requests of one method whose order does not matter and whose answers are not needed. */
export async function requestBatch(
  client: DevnetClient,
  method: string,
  paramsOfEach: readonly (readonly unknown[])[],
): Promise<void> {
  const url = client.transport.url
  if (url === undefined) throw new Error('The replica has no HTTP endpoint.')
  for (let start = 0; start < paramsOfEach.length; start += requestsPerBatch) {
    const batch = paramsOfEach.slice(start, start + requestsPerBatch)
    const body = JSON.stringify(batch.map((params, id) => ({ jsonrpc: '2.0', id, method, params })))
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const answers = (await response.json()) as readonly { readonly error?: { readonly message: string } }[]
    if (answers.length !== batch.length) throw new Error(`${batch.length} requests got ${answers.length} answers.`)
    const failed = answers.find((answer) => answer.error !== undefined)
    if (failed !== undefined) throw new Error(`${method}: ${failed.error?.message}`)
  }
}
