/** The part that loads only when a camera is needed; a chunk of its own in the ES module. */
export { Faces } from './faces'
