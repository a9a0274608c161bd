// Writes dist/, which the Python package carries, with the hash of the sources it was made from; `--if-stale` builds only
// when the sources have changed since.
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { build } from 'vite'
import { checkSize } from './sizes.js'

const root = `${import.meta.dirname}/..`
const STAMP = `${root}/dist/.sources`
const SOURCES = ['src/**/*', 'public/**/*', 'scripts/**/*', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']

/** One hash over everything that is built from. */
function fingerprint() {
  const hash = createHash('sha256')
  const paths = globSync(SOURCES, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
  for (const path of paths.sort()) hash.update(path.slice(root.length)).update(readFileSync(path))
  return hash.digest('hex')
}

const stamp = () => {
  try {
    return readFileSync(STAMP, 'utf8')
  } catch {
    return ''
  }
}

const wanted = fingerprint()
if (!process.argv.includes('--if-stale') || stamp() !== wanted) {
  await build({ root, logLevel: 'warn' })
  writeFileSync(STAMP, wanted)
}
checkSize()
