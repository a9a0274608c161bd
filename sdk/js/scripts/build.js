// Writes dist/: the ES module for bundlers, and the two files for a <script> tag.
import { writeFile } from 'node:fs/promises'
import { build } from 'vite'
import { scripts } from './builds.js'

await build({ logLevel: 'warn' })
for (const [name, code] of Object.entries(await scripts())) {
  await writeFile(new URL(`../dist/${name}`, import.meta.url), code)
}
