import type { Language } from '../wire'

/** What has to be said without the collector, or at once; everything else comes in the learner's language with `welcome`. */
const zh = {
  check: '学习确认',
  answer: '请作答，视频将继续播放。',
  remaining: '剩余 {} 秒',
  confirm: '我在学习',
  held: '学习已暂停',
  aside: '知道了',
  unacknowledged: '与学习监测平台的连接中断，恢复后视频会自动继续播放。',
  ended: '本次学习已结束。',
  insecure: '此页面没有使用 HTTPS，无法安全地记录学习过程。请联系课程平台。',
}

const en: typeof zh = {
  check: 'Are you there?',
  answer: 'Please answer; the video then plays on.',
  remaining: '{} seconds left',
  confirm: 'I am here',
  held: 'The lesson is paused',
  aside: 'OK',
  unacknowledged: 'The connection to the learning monitor is lost. The video plays on by itself when it is back.',
  ended: 'This session is over.',
  insecure: 'This page does not use HTTPS, so learning cannot be recorded safely. Please tell the course platform.',
}

type Sent =
  | 'gap'
  | 'window'
  | 'free'
  | 'here'
  | 'taken_over'
  | 'credited'
  | 'demonstration'
  | 'chip'
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
  | 'agree'
  | 'decline'
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
