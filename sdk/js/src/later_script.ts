/**
 * The later part beside the classic script: a file of its own, so that a page first loads the core only.
 *
 * One SRI hash in the page covers both, because the core knows the hash of the other file.  `import()` cannot carry
 * one; a module preload can, and a module that it has fetched is not fetched again.
 */
const source = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : ''
let attempt = 0

export async function loadLater(): Promise<typeof import('./later')> {
  // Another address at every further attempt: a browser may remember a module that could not be loaded.
  const url = new URL(`integrity.later.js${attempt ? `?${attempt}` : ''}`, source || location.href).href
  attempt++
  await preload(url)
  const part = (await import(/* @vite-ignore */ url)) as typeof import('./later')
  attempt = 0
  return part
}

function preload(href: string): Promise<unknown> | undefined {
  const link = document.createElement('link')
  if (!link.relList.supports('modulepreload')) return undefined
  return new Promise((onload, onerror) => {
    Object.assign(link, { rel: 'modulepreload', crossOrigin: 'anonymous', integrity: __LATER_INTEGRITY__, href, onload, onerror })
    document.head.append(link)
  }).finally(() => link.remove())
}
