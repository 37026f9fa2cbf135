import { expect, test } from 'vitest'
import { onAbort } from './onAbort'

test('default: everybody who waits is called once, in the order in which they came', () => {
  const controller = new AbortController()
  const called: string[] = []
  onAbort(controller.signal, () => called.push('first'))
  onAbort(controller.signal, () => called.push('second'))
  controller.abort()
  controller.abort()
  expect(called).toEqual(['first', 'second'])
})

test('behavior: who has ended the waiting is not called', () => {
  const controller = new AbortController()
  const called: string[] = []
  const callback = () => called.push('same')
  const end = onAbort(controller.signal, callback)
  onAbort(controller.signal, callback)
  end()
  end()
  controller.abort()
  expect(called).toEqual(['same'])
})

test('behavior: a signal has one listener, however many wait for it', () => {
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const add = signal.addEventListener.bind(signal) as (...args: unknown[]) => void
  signal.addEventListener = (...args: unknown[]) => {
    listeners++
    add(...args)
  }
  for (let waiting = 0; waiting < 100; waiting++) onAbort(signal, () => undefined)
  expect(listeners).toBe(1)
})
