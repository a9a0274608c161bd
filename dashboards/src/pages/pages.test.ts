import { expect, test } from 'vitest'
import { GROUPS, menu, pages } from '.'

test('every page has a name and an address of its own, and a title in both languages', () => {
  expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length)
  expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length)
  for (const { title } of pages) expect(Object.values(title).every(Boolean)).toBe(true)
})

test('without signing in one can only do that, take up an invitation, and open a link to one’s own page', () => {
  expect(pages.filter(({ needs }) => needs === undefined).map(({ name }) => name).sort()).toEqual(['invitation', 'own', 'sign-in'])
})

test('nobody who is not signed in has a menu', () => {
  expect(menu()).toEqual([])
  expect(GROUPS.length).toBeGreaterThan(0)
})
