import { describe, expect, it, vi } from 'vitest'
import type { Report } from '../domain/report'
import type { ReportRequest } from '../domain/request'
import { CancelledError, RpcUnreachableError, formatPlainError } from '../errors'
import { createWorkerClient, type WorkerPort } from './client'
import type { MessageFromWorker, MessageToWorker } from './messages'

const request: ReportRequest = {
  wallet: '0x0000000000000000000000000000000000000001',
  chains: [],
  currency: 'USD',
  window: 'first',
  pool: null,
  whale: null,
}
const report: Report = {
  format: 'minnow.report',
  version: 1,
  wallet: request.wallet,
  currency: 'USD',
  chains: [],
  createdAt: 0,
}

/** A port whose other side is the test itself. Messages are cloned, as a real worker's are. */
function createPort() {
  const listeners = new Map<string, (event: never) => void>()
  const sent: MessageToWorker[] = []
  let terminated = false
  const port: WorkerPort = {
    postMessage: (message) => void sent.push(structuredClone(message)),
    addEventListener: (type: string, listener: (event: never) => void) => void listeners.set(type, listener),
    terminate: () => (terminated = true),
  }
  const emit = (type: string, event: unknown) => listeners.get(type)?.(event as never)
  return {
    port,
    sent,
    say: (message: MessageFromWorker) => emit('message', { data: structuredClone(message) }),
    crash: (message: string) => emit('error', { message }),
    isTerminated: () => terminated,
  }
}

function createSubject(readThroughWallet = async (): Promise<unknown> => null) {
  const ports: ReturnType<typeof createPort>[] = []
  const startWorker = vi.fn(() => {
    const created = createPort()
    ports.push(created)
    return created.port
  })
  const client = createWorkerClient({ startWorker, readThroughWallet })
  const portAt = (index: number) => {
    const found = ports[index]
    if (!found) throw new Error(`no worker ${index} was started`)
    return found
  }
  return { client, startWorker, portAt }
}

describe('createWorkerClient', () => {
  it('default: starts the worker on first use only, and gives partials, progress and the result of its own task', async () => {
    const { client, startWorker, portAt } = createSubject()
    expect(startWorker).not.toHaveBeenCalled()
    const onProgress = vi.fn()
    const onPartial = vi.fn()
    const loaded = client.loadReport(request, { onProgress, onPartial })
    const parsed = client.parseReport('{}')
    expect(startWorker).toHaveBeenCalledTimes(1)
    const { sent, say } = portAt(0)
    expect(sent.map((message) => message.type)).toEqual(['loadReport', 'parseReport'])
    const progress = { chainId: 1, step: 'events', done: 1, total: 2, unit: 'blocks', secondsLeft: 3 }
    say({ type: 'progress', taskId: 1, progress })
    say({ type: 'partial', taskId: 1, report })
    say({ type: 'done', taskId: 2, result: { ...report, createdAt: 2 } })
    say({ type: 'done', taskId: 1, result: report })
    await expect(loaded).resolves.toEqual(report)
    await expect(parsed).resolves.toMatchObject({ createdAt: 2 })
    expect(onProgress).toHaveBeenCalledExactlyOnceWith(progress)
    expect(onPartial).toHaveBeenCalledExactlyOnceWith(report)
  })

  it('behavior: an abort tells the worker, rejects at once, and what still comes is ignored', async () => {
    const { client, portAt } = createSubject()
    const controller = new AbortController()
    const onPartial = vi.fn()
    const loaded = client.loadReport(request, { signal: controller.signal, onPartial })
    controller.abort()
    await expect(loaded).rejects.toBeInstanceOf(CancelledError)
    expect(portAt(0).sent.at(-1)).toEqual({ type: 'cancel', taskId: 1 })
    portAt(0).say({ type: 'partial', taskId: 1, report })
    expect(onPartial).not.toHaveBeenCalled()
  })

  it('behavior: a signal that was aborted before never reaches the worker', async () => {
    const { client, startWorker } = createSubject()
    await expect(client.loadReport(request, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError)
    expect(startWorker).not.toHaveBeenCalled()
  })

  it('behavior: asks the wallet for the worker, and passes on what it says or why not', async () => {
    const read = vi.fn(async ({ method }: { method: string }) => {
      if (method === 'eth_chainId') return '0x1'
      throw Object.assign(new Error('no such method'), { code: 4200, data: '0x08' })
    })
    const { client, portAt } = createSubject(read as never)
    const checked = client.parseReport('')
    portAt(0).say({
      type: 'walletRequest',
      walletRequestId: 7,
      read: { chainId: 1, method: 'eth_chainId', params: [] },
    })
    portAt(0).say({ type: 'walletRequest', walletRequestId: 8, read: { chainId: 1, method: 'eth_x', params: [] } })
    await vi.waitFor(() => expect(portAt(0).sent).toHaveLength(3))
    expect(portAt(0).sent.slice(1)).toEqual([
      { type: 'walletAnswer', walletRequestId: 7, result: '0x1' },
      { type: 'walletFailure', walletRequestId: 8, failure: { code: 4200, message: 'no such method', data: '0x08' } },
    ])
    portAt(0).say({ type: 'done', taskId: 1, result: report })
    await checked
  })

  it('error: a failure keeps its name, sentence, details and whether to retry', async () => {
    const { client, portAt } = createSubject()
    const loaded = client.loadReport(request)
    const error = formatPlainError(new RpcUnreachableError('rpc.example', { details: 'HTTP 502' }))
    portAt(0).say({ type: 'failed', taskId: 1, error })
    await expect(loaded).rejects.toMatchObject(error)
  })

  it('error: a crash fails everything under way, and the next use starts a new worker', async () => {
    const { client, portAt, startWorker } = createSubject()
    const first = client.loadReport(request)
    const second = client.parseReport('')
    portAt(0).crash('out of memory')
    await expect(first).rejects.toMatchObject({ name: 'WorkerCrashedError', details: 'out of memory' })
    await expect(second).rejects.toMatchObject({ name: 'WorkerCrashedError' })
    expect(portAt(0).isTerminated()).toBe(true)
    const third = client.parseReport('')
    expect(startWorker).toHaveBeenCalledTimes(2)
    portAt(1).say({ type: 'done', taskId: 3, result: report })
    await expect(third).resolves.toEqual(report)
  })

  it('error: an input that cannot be cloned rejects and leaves nothing pending', async () => {
    const { client, portAt } = createSubject()
    const broken = { ...request, window: (() => 'first') as never }
    await expect(client.loadReport(broken)).rejects.toThrow()
    const next = client.parseReport('')
    portAt(0).say({ type: 'done', taskId: 2, result: report })
    await expect(next).resolves.toEqual(report)
  })
})
