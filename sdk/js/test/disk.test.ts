import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'
import { Disk, openRows } from '../src/stream/disk'

async function kept(): Promise<unknown> {
  const db = await openRows()
  if (!db) throw new Error('no database')
  return new Promise((resolve) => {
    const request = db.transaction('rows').objectStore('rows').getAllKeys()
    request.onsuccess = () => resolve(request.result)
  })
}

const keep = (disk: Disk, id: number): Promise<void> => new Promise((done) => disk.keep(id, { type: 'play', t: 1 }, done))

beforeEach(() => vi.stubGlobal('indexedDB', new IDBFactory()))

test('an event is kept as soon as it happens, and forgotten when it was acknowledged', async () => {
  const disk = new Disk('me')
  for (const id of [0, 1, 2]) await keep(disk, id)
  disk.forget(1, 2)
  expect(await kept()).toEqual([['me', 1, 2]])
})

test('an event that had to be dropped is not handed in later', async () => {
  const disk = new Disk('me')
  await keep(disk, 0)
  disk.drop(0)
  expect(await kept()).toEqual([])
})

test('a page goes on from memory where the browser refuses to store anything', async () => {
  vi.stubGlobal('indexedDB', { open: () => { throw new DOMException('private', 'SecurityError') } }) // prettier-ignore
  await keep(new Disk('me'), 0)
})

test('a page goes on from memory when the database is closed under it', async () => {
  const disk = new Disk('me')
  ;(await disk.db)?.close()
  await keep(disk, 0)
})
