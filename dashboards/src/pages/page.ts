// What a page says of itself, in a file `page.ts` in its folder; nothing else has to know of it.
import type { Component } from 'vue'
import type { Operation } from '../api/schema'
import type { Language } from '../words'

export type Group = 'now' | 'decide' | 'people' | 'office'

/** A page: its address, what the role must be allowed to call to see it, and its place in the menu, if it has one. */
export interface Page {
  name: string
  path: string
  needs?: Operation // none: open to people who are not signed in
  title: Record<Language, string>
  menu?: { group: Group; order: number; icon: Component }
  view: () => Promise<{ default: Component }>
}

export const page = (said: Page): Page => said
