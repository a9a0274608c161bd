const NORMAL = 1000

export interface RateBreach {
  origin: number
  target: number
}

/** Faster than normal is a breach, in thousandths; slower is allowed (D1). */
export function rateBreach(rate: number): RateBreach | undefined {
  const target = Math.round(rate * NORMAL)
  return target > NORMAL ? { origin: NORMAL, target } : undefined
}
