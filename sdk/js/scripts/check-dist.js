// Fails when a committed file of dist/ is not what the sources build to, or is over the budget; and when the sources of a
// version that was released build to something else: pages pin its hash, and browsers keep its address for ever.
import { readFile } from 'node:fs/promises'
import manifest from '../package.json' with { type: 'json' }
import { scripts } from './builds.js'
import { check } from './sizes.js'

const read = (path) => readFile(new URL(`../${path}`, import.meta.url), 'utf8').catch(() => undefined)

function complain(problem) {
  console.error(problem)
  process.exitCode = 1
}

const built = await scripts()
for (const [name, code] of Object.entries(built)) {
  if ((await read(`dist/${name}`)) !== code) complain(`dist/${name} is not current: run \`npm run build\` and commit it`)
  const released = await read(`releases/${manifest.version}/${name}`)
  if (released !== undefined && released !== code) {
    complain(`${manifest.version} was released with another ${name}: raise the version in package.json`)
  }
}
check(built)
