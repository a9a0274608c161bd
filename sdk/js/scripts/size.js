// Prints min+gzip sizes of the built files; fails above the budget.
import { readFile } from 'node:fs/promises'
import { check, sizes } from './sizes.js'

const read = (name) => readFile(new URL(`../dist/${name}`, import.meta.url), 'utf8')
const files = {}
for (const name of ['integrity.iife.js', 'integrity.later.js']) files[name] = await read(name)
check(files)
const { core, camera, total } = sizes(files)
console.log(`core=${core} camera=${camera} total=${total}`)
