// Fails when the committed dist/integrity.iife.js is not what the sources build to.
import { readFile } from 'node:fs/promises'
import { script } from './builds.js'

const committed = await readFile(new URL('../dist/integrity.iife.js', import.meta.url), 'utf8').catch(() => '')
if (committed !== (await script())) {
  console.error('dist/integrity.iife.js is not current: run `npm run build` and commit it')
  process.exit(1)
}
