// Fails when a committed file of dist/ is not what the sources build to, or is over the budget.
import { readFile } from 'node:fs/promises'
import { scripts } from './builds.js'
import { check } from './sizes.js'

const built = await scripts()
for (const [name, code] of Object.entries(built)) {
  const committed = await readFile(new URL(`../dist/${name}`, import.meta.url), 'utf8').catch(() => '')
  if (committed !== code) {
    console.error(`dist/${name} is not current: run \`npm run build\` and commit it`)
    process.exitCode = 1
  }
}
check(built)
