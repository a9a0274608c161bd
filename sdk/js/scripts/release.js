// Keeps the built files of this version for ever, in releases/VERSION/, and their hashes in releases/integrity.json: pages
// pin them.  A version that was released is not released again with another content.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import manifest from '../package.json' with { type: 'json' }
import { integrity, scripts } from './builds.js'

const { version } = manifest
const folder = new URL(`../releases/${version}/`, import.meta.url)
const record = new URL('../releases/integrity.json', import.meta.url)

const released = JSON.parse(await readFile(record, 'utf8').catch(() => '{}'))
const built = await scripts()
const hashes = Object.fromEntries(Object.entries(built).map(([name, code]) => [name, integrity(code)]))

if (released[version] && JSON.stringify(released[version]) !== JSON.stringify(hashes)) {
  throw new Error(`${version} was released with another content: raise the version in package.json`)
}
await mkdir(folder, { recursive: true })
for (const [name, code] of Object.entries(built)) await writeFile(new URL(name, folder), code)
await writeFile(record, `${JSON.stringify({ ...released, [version]: hashes }, null, 2)}\n`)
console.log(`${version} is in releases/${version}/; commit it`)
