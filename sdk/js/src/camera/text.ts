import type { Action } from '../wire'

/** Directions are the learner's own; the preview is mirrored, so an arrow to the left points where the head should go. */
export const ARROWS: Record<Action, string> = { turn_left: '←', turn_right: '→', blink: '◉', open_mouth: '○', nod: '↓' }
