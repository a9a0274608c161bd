// A number with fewer signs than this is no identity number with a slip, but a phone's: 0086 and 11 digits are 15.
const SHORTEST_IDENTITY = 16

/** What to search by, whichever of the two numbers was entered. */
export function sought(entered: string): { identity_number: string } | { phone: string } {
  const signs = entered.replace(/[^\dx]/gi, '').length
  return signs < SHORTEST_IDENTITY ? { phone: entered.trim() } : { identity_number: entered.trim() }
}
