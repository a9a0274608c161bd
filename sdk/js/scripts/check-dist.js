// Fails when a committed file of dist/ is not what the sources build to, or is over the budget; when the sources of a
// version that was released build to something else, or when a released file is not what it was: pages pin its hash, and
// browsers keep its address for ever.
import { readFile } from 'node:fs/promises'
import manifest from '../package.json' with { type: 'json' }
import { integrity, scripts } from './builds.js'
import { check } from './sizes.js'

const read = (path) => readFile(new URL(`../${path}`, import.meta.url), 'utf8').catch(() => undefined)

function complain(problem) {
  console.error(problem)
  process.exitCode = 1
}

const built = await scripts()
const released = JSON.parse((await read('releases/integrity.json')) ?? '{}')
for (const [name, code] of Object.entries(built)) {
  if ((await read(`dist/${name}`)) !== code) complain(`dist/${name} is not current: run \`npm run build\` and commit it`)
  const kept = released[manifest.version]
  if (kept && kept[name] !== integrity(code)) {
    complain(`${manifest.version} was released with another ${name}: raise the version in package.json`)
  }
}
for (const [version, hashes] of Object.entries(released)) {
  for (const [name, hash] of Object.entries(hashes)) {
    if (integrity((await read(`releases/${version}/${name}`)) ?? '') !== hash) complain(`releases/${version}/${name} is not what was released`)
  }
}
check(built)
