import { now } from '../clock'
import { sha256 } from '../stream/digest'
import { choose } from '../ui/choice'
import { h } from '../ui/dom'
import { fill } from '../ui/text'

/** What the core lends to the camera part, which imports nothing from it: each is one file, and nothing is sent twice. */
export const kit = { now, choose, h, fill, sha256 }

export type Kit = typeof kit
