import type { Language } from '../wire'

/** What has to be said without the collector, or at once; everything else comes in the learner's language with `welcome`. */
const zh = {
  held: '学习已暂停',
  aside: '知道了',
  unacknowledged: '与学习监测平台的连接中断，恢复后自动播放。',
  insecure: '此页面不是 HTTPS，无法记录学习。',
}

const en: typeof zh = {
  held: 'The lesson is paused',
  aside: 'OK',
  unacknowledged: 'No connection to the learning monitor. The video plays on once it is back.',
  insecure: 'Without HTTPS, learning cannot be recorded.',
}

/** What stands over a message; without one of these it is `held`. */
type Titled = `title_${'ended' | 'taken_over' | 'window' | 'unacknowledged' | 'gap' | 'free'}`

type Sent =
  | 'check'
  | 'answer'
  | 'remaining'
  | Titled
  | 'ended'
  | 'gap'
  | 'window'
  | 'free'
  | 'continue_here'
  | 'taken_over'
  | 'credited'
  | 'demonstration'
  | 'chip'
  | 'uncounted'
  | 'why'
  | 'face'
  | 'step'
  | 'front'
  | 'checking'
  | 'turn_left'
  | 'turn_right'
  | 'blink'
  | 'open_mouth'
  | 'nod'
  | 'consent'
  | 'give'
  | 'refuse'
  | 'withdraw'
  | 'withdrawal'
  | 'keep'
  | 'declined'
  | 'reconsider'
  | 'camera'
  | 'denied'
  | 'missing'
  | 'lost'
  | 'failed'
  | 'retry'
  | 'later'

/** Every word that the SDK says, by its key. */
export type Words = Record<keyof typeof zh | Sent, string>

/** To begin with; what the collector and the page say is added later. */
export const words = (language: Language): Words => ({ ...(language === 'zh-CN' ? zh : en) }) as Words

/** Puts values into the places of a sentence, so that words can be plain JSON. */
export const fill = (text: string, ...values: (string | number)[]): string =>
  values.reduce<string>((said, value) => said.replace('{}', String(value)), text)
