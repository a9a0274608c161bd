import { expect, test } from 'vitest'
import type { OfficeSaid } from '../../api/schema'
import { placed } from './tree'

const office = (name: string, parent: string | null): OfficeSaid => ({ office: name, title: name, level: 'city', parent, institutions: 0 })

test('offices stand under the one above them', () => {
  const lines = placed([office('county-1', 'city-1'), office('city-2', 'province'), office('city-1', 'province'), office('province', null)])
  expect(lines.map((one) => `${one.depth} ${one.office}`)).toEqual(['0 province', '1 city-2', '1 city-1', '2 county-1'])
})

test('an office whose parent was not imported stands at the top', () => {
  expect(placed([office('county-1', 'elsewhere')])).toMatchObject([{ office: 'county-1', depth: 0 }])
})
