// Lengths as people say them: whole minutes from one minute on, seconds below.
import { t } from './words'

export const length = (ms: number): string =>
  ms < 60_000 ? t('seconds', { number: Math.round(ms / 1000) }) : t('minutes', { number: Math.floor(ms / 60_000) })
