// What cases against platforms are called: the six disqualifiers, the stages of a case, how a platform stands.
import type { CaseSaid, PlatformLineSaid } from '../api/schema'
import { bilingual, type Say } from '.'

export type Stage = CaseSaid['stage']
export type Disqualifier = CaseSaid['disqualifier']
export type State = PlatformLineSaid['state']

export const STAGES: Stage[] = ['signal', 'verified', 'notified', 'answered', 'confirmed', 'dismissed', 'reinstated']
export const STATES: State[] = ['live', 'suspended', 'uncatalogued', 'disconnected']

export const stage: Say<Stage> = bilingual({
  'zh-CN': {
    signal: '发现线索',
    verified: '已核实,暂缓认定',
    notified: '已告知平台',
    answered: '平台已陈述',
    confirmed: '已认定违规,暂停中',
    dismissed: '不成立,已结案',
    reinstated: '已恢复',
  },
  en: {
    signal: 'signal',
    verified: 'verified, hours on hold',
    notified: 'platform notified',
    answered: 'platform answered',
    confirmed: 'confirmed, suspended',
    dismissed: 'dismissed',
    reinstated: 'reinstated',
  },
})

export const disqualifier: Say<Disqualifier> = bilingual({
  'zh-CN': {
    D1: '快进播放',
    D2: '多窗口学习',
    D3: '连续5分钟无弹窗管控',
    D4: '无人脸活体比对',
    D5: '专业课未按顺序学习',
    D6: '无随机留存照片',
    evidence_missing: '申报的课时没有学习记录',
  },
  en: {
    D1: 'fast-forward play',
    D2: 'learning in several windows',
    D3: 'five minutes without a pop-up',
    D4: 'no face-liveness comparison',
    D5: 'specialty lessons out of order',
    D6: 'no random retained photo',
    evidence_missing: 'credit claimed for hours without a record',
  },
})

export const state: Say<State> = bilingual({
  'zh-CN': { live: '正常', suspended: '已暂停', uncatalogued: '不在目录内', disconnected: '未接入监管平台' },
  en: { live: 'in order', suspended: 'suspended', uncatalogued: 'not on the catalogue', disconnected: 'not connected' },
})
