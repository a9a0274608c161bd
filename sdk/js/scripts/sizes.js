// The budget in bytes, minified and gzipped: every learner on a phone pays for each of them.
// `camera` is the later part: the camera, and what else a page needs only after its welcome.
import { zipped } from './builds.js'

const BUDGET = { core: 12_288, camera: 5_120, total: 16_384 }

export function sizes(files) {
  const core = zipped(files['integrity.iife.js'])
  const camera = zipped(files['integrity.later.js'])
  return { core, camera, total: core + camera }
}

/** Says what is over the budget, and makes the process fail then. */
export function check(files) {
  for (const [part, bytes] of Object.entries(sizes(files))) {
    if (bytes <= BUDGET[part]) continue
    console.error(`${part} is ${bytes} bytes, over its budget of ${BUDGET[part]}`)
    process.exitCode = 1
  }
}
