// What a first visit loads, gzipped: the document, its script and style sheet with all that they import, the layout, and the
// page.  Charts and other parts that a page asks for later are not among it.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET = 300 * 1024 // bytes, gzipped
const dist = `${import.meta.dirname}/../dist`

const zipped = (name) => gzipSync(readFileSync(`${dist}/${name}`), { level: 9 }).length

/** The files of an entry and of everything that it imports at once. */
function filesOf(manifest, key, found = new Set()) {
  const { file, css = [], imports = [] } = manifest[key]
  if (found.has(file)) return found
  for (const name of [file, ...css]) found.add(name)
  for (const one of imports) filesOf(manifest, one, found)
  return found
}

/** Bytes of the first load, and by page what is loaded on top. */
export function sizes() {
  const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8'))
  const first = filesOf(manifest, 'src/layout/ConsoleLayout.vue', filesOf(manifest, 'index.html'))
  const bytes = (names) => [...names].reduce((sum, name) => sum + zipped(name), 0)
  const pages = Object.keys(manifest).filter((key) => /^src\/pages\/.*\.vue$/.test(key))
  const more = pages.map((key) => [key, bytes([...filesOf(manifest, key)].filter((name) => !first.has(name)))])
  return { first: bytes(first) + zipped('index.html'), pages: more.sort((a, b) => b[1] - a[1]) }
}

/** Says what is over the budget, and makes the process fail then. */
export function checkSize() {
  const { first, pages } = sizes()
  for (const [page, bytes] of pages) {
    if (first + bytes <= BUDGET) continue
    console.error(`${page}: a first visit loads ${first + bytes} bytes, over the budget of ${BUDGET}`)
    process.exitCode = 1
  }
}
