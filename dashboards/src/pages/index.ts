// All pages, found by their `page.ts`.
import { may } from '../session'
import type { Group, Page } from './page'

const found = import.meta.glob<{ default: Page }>('./*/page.ts', { eager: true })

export const pages: Page[] = Object.values(found).map((module) => module.default)

export const GROUPS: Group[] = ['now', 'decide', 'people', 'office']

/** Whether the person who is signed in may see a page. */
export const mayOpen = (page: Page): boolean => page.needs === undefined || may(page.needs)

/** The menu of the person who is signed in, group by group. */
export const menu = (): { group: Group; pages: Page[] }[] =>
  GROUPS.map((group) => ({ group, pages: pages.filter((one) => one.menu?.group === group && mayOpen(one)).sort(byOrder) })).filter(
    (part) => part.pages.length > 0,
  )

const byOrder = (a: Page, b: Page): number => (a.menu?.order ?? 0) - (b.menu?.order ?? 0)
