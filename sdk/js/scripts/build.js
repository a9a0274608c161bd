// Writes dist/: the ES module for bundlers, and the files for a <script> tag.
import { rm, writeFile } from 'node:fs/promises'
import { build } from 'vite'
import { scripts } from './builds.js'

await rm(new URL('../dist/types', import.meta.url), { recursive: true, force: true }) // of files that are gone
await build({ logLevel: 'warn' })
for (const [name, code] of Object.entries(await scripts())) {
  await writeFile(new URL(`../dist/${name}`, import.meta.url), code)
}
