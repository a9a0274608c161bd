// What becomes of a class hour, as one of six words, and the colour that stands for it everywhere.
import type { Outcome } from '../words/common'

const OF_RESULT: Record<string, Outcome> = {
  certified: 'certified',
  held: 'held',
  void_trainee: 'void',
  void_platform: 'void',
  not_counted_cap: 'not_counted',
  not_counted_platform: 'not_counted',
  not_certified: 'incomplete',
}

export const outcomeOf = (result: string): Outcome => OF_RESULT[result] ?? 'in_progress'

/** For charts, which read no style sheet; the same as --certified and so on in style.css. */
export const COLOURS: Record<Outcome, string> = {
  certified: '#1f7a4d',
  held: '#c77700',
  void: '#c0392b',
  not_counted: '#5b6b8c',
  incomplete: '#9aa3b2',
  in_progress: '#2f6fc4',
}
