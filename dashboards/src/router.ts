// Addresses: pages for people who are signed in lie inside the layout, the others stand alone.
import { createRouter, createWebHistory, type RouteRecordRaw, type Router } from 'vue-router'
import { mayOpen, menu, pages } from './pages'
import type { Page } from './pages/page'
import { onSignedOut, signedIn } from './session'
import { language } from './words'
import { common } from './words/common'

declare module 'vue-router' {
  interface RouteMeta {
    page?: Page
  }
}

const record = (page: Page): RouteRecordRaw => ({ path: page.path, name: page.name, component: page.view, meta: { page } })

export function createPages(): Router {
  const inside = pages.filter((page) => page.needs !== undefined).map(record)
  const router = createRouter({
    history: createWebHistory('/console/'),
    routes: [
      ...pages.filter((page) => page.needs === undefined).map(record),
      { path: '/', component: () => import('./layout/ConsoleLayout.vue'), children: [...inside, { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./layout/NothingHere.vue') }] },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  guard(router)
  return router
}

function guard(router: Router): void {
  router.beforeEach(async (to) => {
    const page = to.meta.page
    if (page && page.needs === undefined) return true
    if (!(await signedIn())) return { name: 'sign-in', query: { next: to.fullPath } }
    if (to.path === '/') return menu()[0]?.pages[0]?.path ?? { name: 'account' }
    return !page || mayOpen(page) ? true : { name: 'nowhere', params: { rest: to.path.slice(1).split('/') } }
  })
  router.afterEach((to) => {
    const title = to.meta.page?.title[language.value]
    document.title = [title, common('product')].filter(Boolean).join(' · ')
  })
  onSignedOut(() => void router.push({ name: 'sign-in', query: { next: router.currentRoute.value.fullPath } }))
}
