import { expect, test } from 'vitest'
import type { OfficeSaid } from '../../api/schema'
import { placed, unfolded } from './tree'

const office = (name: string, parent: string | null): OfficeSaid => ({ office: name, title: name, level: 'city', parent, institutions: 0 })

test('offices stand under the one above them', () => {
  const lines = placed([office('county-1', 'city-1'), office('city-2', 'province'), office('city-1', 'province'), office('province', null)])
  expect(lines.map((one) => `${one.depth} ${one.office}`)).toEqual(['0 province', '1 city-2', '1 city-1', '2 county-1'])
})

test('an office whose parent was not imported stands at the top', () => {
  expect(placed([office('county-1', 'elsewhere')])).toMatchObject([{ office: 'county-1', depth: 0 }])
})

test('counties are shown of the city that is chosen, or of the one whose county is', () => {
  const tree = placed([
    office('province', null),
    office('city-1', 'province'),
    office('county-1', 'city-1'),
    office('county-2', 'city-1'),
    office('city-2', 'province'),
    office('county-3', 'city-2'),
  ])
  const shown = (chosen?: string): string[] => unfolded(tree, chosen).map((one) => one.office)
  expect(shown()).toEqual(['province', 'city-1', 'city-2'])
  expect(shown('city-2')).toEqual(['province', 'city-1', 'city-2', 'county-3'])
  expect(shown('county-2')).toEqual(['province', 'city-1', 'county-1', 'county-2', 'city-2'])
})
