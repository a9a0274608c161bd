import { expect, test } from 'vitest'
import { GROUPS, menu, pages } from '.'

test('every page has a name and an address of its own, and a title in both languages', () => {
  expect(new Set(pages.map(({ name }) => name)).size).toBe(pages.length)
  expect(new Set(pages.map(({ path }) => path)).size).toBe(pages.length)
  for (const { title } of pages) expect(Object.values(title).every(Boolean)).toBe(true)
})

test('only signing in and taking up an invitation are open to people who are not signed in', () => {
  expect(pages.filter(({ needs }) => needs === undefined).map(({ name }) => name).sort()).toEqual(['invitation', 'sign-in'])
})

test('nobody who is not signed in has a menu', () => {
  expect(menu()).toEqual([])
  expect(GROUPS.length).toBeGreaterThan(0)
})
