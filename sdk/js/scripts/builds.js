import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { minify } from 'terser'
import { build } from 'vite'
import { internalNames, unhashed } from './names.js'

// After the bundler's own minifier: together they are a few hundred bytes smaller than either alone.
// A new object each time, because terser writes into it.
const smaller = () => ({ ecma: 2020, compress: { passes: 6, unsafe: true, pure_getters: true } })

async function bundled(mode) {
  const outputs = await build({ mode, logLevel: 'silent', build: { write: false } })
  return unhashed([outputs].flat()[0].output[0].code)
}

async function minified({ code }, module, reserved, nameCache) {
  const properties = { regex: internalNames(), reserved, builtins: true } // `scope` is ours, whatever browsers call so too
  return (await minify(code, { ...smaller(), module, mangle: { properties }, nameCache })).code
}

export const integrity = (code) => `sha384-${createHash('sha384').update(code).digest('base64')}`

/** The files for a <script> tag as they would be written now; the core carries the hash of the later part. */
export async function scripts() {
  const [later, core] = [await bundled('later'), await bundled('iife')]
  const taken = [...later.taken, ...core.taken]
  const names = {} // both files call a thing by the same short name
  const laterCode = await minified(later, true, taken, names)
  core.code = core.code.replace('LATER_INTEGRITY', integrity(laterCode))
  const debug = await bundled('debug') // speaks with the others by public names only
  return {
    'integrity.later.js': laterCode,
    'integrity.iife.js': await minified(core, false, taken, names),
    'integrity.debug.js': (await minify(debug.code, { ...smaller(), module: true })).code,
  }
}

export const zipped = (code) => gzipSync(code, { level: 9 }).length
