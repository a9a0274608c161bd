import { now } from '../clock'
import { sha256 } from '../stream/digest'
import { choose } from '../ui/choice'
import { h } from '../ui/dom'
import { fill } from '../ui/text'
import { inLanguage } from '../wire'

/** What the core lends to the camera part, which imports nothing from it: each is one file, and nothing is sent twice. */
export const kit = { now, choose, h, fill, inLanguage, sha256 }

export type Kit = typeof kit
