/** What a page needs only after its welcome; a file of its own, so that the core is there sooner. */
export { Faces } from './camera/faces'
export { deliverLeftovers } from './stream/leftovers'
export { openPoll } from './stream/poll'
export { Chip } from './ui/chip'
