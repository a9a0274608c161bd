// Gives the imports of dist/types/ their endings: Node and TypeScript's `nodenext` find no file without one.
import { globSync, readFileSync, writeFileSync } from 'node:fs'

const types = new URL('../dist/types/', import.meta.url)
const files = new Set(globSync('**/*.d.ts', { cwd: types }))
const IMPORTED = /(?<=from '|import\(["'])(\.[^'"]+)/g

for (const name of files) {
  const folder = new URL(name, types)
  const ended = (_, path) => {
    const inside = new URL(`${path}.d.ts`, folder).href.slice(types.href.length)
    return files.has(inside) ? `${path}.js` : `${path}/index.js`
  }
  writeFileSync(folder, readFileSync(folder, 'utf8').replace(IMPORTED, ended))
}
