import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { minify } from 'terser'
import { build } from 'vite'
import { internalNames } from './names.js'

// After the bundler's own minifier: together they are a few hundred bytes smaller than either alone.
// A new object each time, because terser writes into it.
const smaller = () => ({ ecma: 2020, compress: { passes: 3, unsafe_arrows: true, unsafe_methods: true, pure_getters: true } })

async function one(mode, names) {
  const outputs = await build({ mode, logLevel: 'silent', build: { write: false } })
  const [{ code }] = [outputs].flat()[0].output
  return (await minify(code, { ...smaller(), module: mode === 'later', mangle: { properties: { regex: internalNames() } }, nameCache: names })).code
}

export const integrity = (code) => `sha384-${createHash('sha384').update(code).digest('base64')}`

/** The two files for a <script> tag as they would be written now; the core carries the hash of the later part. */
export async function scripts() {
  const names = {} // both files call a thing by the same short name
  const later = await one('later', names)
  process.env.LATER_INTEGRITY = integrity(later)
  return { 'integrity.later.js': later, 'integrity.iife.js': await one('iife', names) }
}

export const zipped = (code) => gzipSync(code, { level: 9 }).length
