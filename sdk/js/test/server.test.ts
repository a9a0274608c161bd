// @vitest-environment node
import { expect, test } from 'vitest'

test('a server that renders pages may import it: nothing of a browser is asked for', async () => {
  expect(globalThis).not.toHaveProperty('document')
  const { start, version } = await import('../src/index')
  expect([typeof start, typeof version]).toEqual(['function', 'string'])
})

test('and starting it there says what is missing, in an event', async () => {
  const { start } = await import('../src/index')
  const monitor = start({ endpoint: 'wss://monitor.example/v1/stream', ticket: 'ticket' })
  const code = new Promise((resolve) => monitor.on('error', (failure) => resolve(failure.code)))
  monitor.attach('#player')()
  monitor.stop()
  expect(await code).toBe('unsupported')
})
