import type { LessonContext } from './context'

/**
 * `ratechange` fires a task after somebody set another rate, also while paused and also when we set it back.
 * A script can swallow it (https://github.com/igrigorik/videospeed/issues/683), so every sample reads the rate as well.
 */
export function watchRate({ relay }: LessonContext): void {
  relay('ratechange')
}
