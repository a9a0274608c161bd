// Which names of ours may be shortened in the built files: members of the SDK's own classes and interfaces, and nothing that
// is said on the wire, kept on disk, given by a host page or to it.
import { globSync, readFileSync } from 'node:fs'

const root = new URL('../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')

const SPOKEN = ['src/wire.ts', 'src/options.ts', 'src/ui/text.ts', 'src/stream/disk.ts', 'src/stream/chain.ts']
const PUBLIC = 'attach on stop start version Faces Chip openPoll deliverLeftovers connection holds camera lesson state status outcome event error ended code message field remedy fatal reason detail title text name'.split(' ')
// Members of what browsers have and take, which share their name with a member of ours and are used beside it.
const BROWSER = 'audio video capture signal open close size first root host body head focus push clear sign constructor'.split(' ')
const WORD = /\b\w+(?=\??:)|(?<=')\w+(?=')/g
const TYPE = /^export (?:class|interface) .*?^}/gms
const MEMBER = /^ {2}(?:(?:async|get|set|readonly|static) )*([a-z]\w{3,})(?:\(|<| =|\??: )/gm

export function internalNames() {
  const spoken = new Set([...PUBLIC, ...BROWSER])
  for (const path of SPOKEN) for (const [word] of read(path).matchAll(WORD)) spoken.add(word)
  const names = new Set()
  for (const path of globSync('src/**/*.ts', { cwd: root })) {
    for (const [type] of read(path).matchAll(TYPE)) {
      for (const [, name] of type.matchAll(MEMBER)) if (!spoken.has(name)) names.add(name)
    }
  }
  return new RegExp(`^(${[...names].sort().join('|')})$`)
}

const DECLARED = /(?<=[{};]\s*)#\w+;/g
const PRIVATE = /(?<=[.{};]\s*|get |async )#(\w+)/g

/**
 * Makes `#name` an ordinary member, and says under which names: no other member may be called so.
 *
 * A host page gets bound functions and never an object of ours, so the built files lose nothing by it, and every `#`
 * costs bytes.
 */
export function unhashed(code) {
  const spaced = code.replace(DECLARED, '').replace(/\b(get|async)#/g, '$1 #')
  return { code: spaced.replace(PRIVATE, '$1'), taken: [...spaced.matchAll(PRIVATE)].map(([, name]) => name) }
}
