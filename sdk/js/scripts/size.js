// Prints gzip sizes; fails above the budget, because every learner on a phone pays for each byte.
import { script, zipped } from './builds.js'

const BUDGET = 16 * 1024
const total = zipped(await script())
const core = zipped(await script([/camera$/]))
console.log(`core=${core} camera=${total - core} total=${total}`)
if (total > BUDGET) {
  console.error(`over the budget of ${BUDGET} bytes`)
  process.exit(1)
}
