// Which names of ours may be shortened in the built files: members of the SDK's own classes, and nothing that is said on
// the wire, kept on disk, given by a host page or to it.
import { globSync, readFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')

const SPOKEN = ['src/wire.ts', 'src/options.ts', 'src/ui/text.ts', 'src/stream/disk.ts']
const PUBLIC = 'attach on stop start version Faces Chip Poll deliverLeftovers connection holds camera lesson state status outcome event error ended code message field remedy fatal reason detail title text name'.split(' ')
// Members of dictionaries that browsers take, which share their name with a member of ours.
const BROWSER = 'audio video capture signal open close size first root host'.split(' ')
const WORD = /\b\w+(?=\??:)|(?<=')\w+(?=')/g
const MEMBER = /^ {2}(?:(?:async|get|set|readonly|static) )*([a-z]\w{3,})(?:\(|<| =|\??: )/gm

export function internalNames() {
  const spoken = new Set([...PUBLIC, ...BROWSER])
  for (const path of SPOKEN) for (const [word] of read(path).matchAll(WORD)) spoken.add(word)
  const names = new Set()
  for (const path of globSync('src/**/*.ts', { cwd: root })) {
    const [, ...classes] = read(path).split(/^export class /m)
    for (const body of classes) for (const [, name] of body.matchAll(MEMBER)) if (!spoken.has(name)) names.add(name)
  }
  return new RegExp(`^(${[...names].sort().join('|')})$`)
}
