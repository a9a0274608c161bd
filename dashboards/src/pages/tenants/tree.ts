// Offices in the order of their tree, each with its depth.
import type { OfficeSaid } from '../../api/schema'

export type Placed = OfficeSaid & { depth: number }

const FOLDED_FROM = 2

/** Those above come before those below; an office whose parent is not there stands at the top. */
export function placed(offices: OfficeSaid[]): Placed[] {
  const names = new Set(offices.map((one) => one.office))
  const under = (parent: string | null, depth: number, seen: Set<string>): Placed[] =>
    offices
      .filter((one) => (one.parent !== null && names.has(one.parent) ? one.parent : null) === parent && !seen.has(one.office))
      .flatMap((one) => [{ ...one, depth }, ...under(one.office, depth + 1, new Set([...seen, one.office]))])
  return under(null, 0, new Set())
}

/** Province and cities, and of what is below them only what lies on the way to the chosen office or right under it. */
export function unfolded(offices: Placed[], chosen: string | undefined): Placed[] {
  const open = new Set<string>()
  for (let at = chosen; at && !open.has(at); at = offices.find((one) => one.office === at)?.parent ?? undefined) open.add(at)
  return offices.filter((one) => one.depth < FOLDED_FROM || open.has(one.parent ?? ''))
}
