import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '学习记录',
    lead: '每一次课时学习及其结果。点开可查看全过程。',
    outcome: '结果',
    platform: '平台',
    training_class: '班级',
    trainee: '学员(代号)',
    rule: '规则',
    first_day: '起始日期',
    last_day: '截止日期',
    changed: '时间',
    unit: '课时',
    credited: '已学',
    of: '{done} / {wanted}',
  },
  en: {
    title: 'Attempts',
    lead: 'Every try at a class hour and what became of it. Open one to see how it went.',
    outcome: 'Result',
    platform: 'Platform',
    training_class: 'Class',
    trainee: 'Trainee (pseudonym)',
    rule: 'Rule',
    first_day: 'From',
    last_day: 'Until',
    changed: 'When',
    unit: 'Class hour',
    credited: 'Learned',
    of: '{done} / {wanted}',
  },
})

/** The rules by the names under which findings are kept. */
export const ruleName = bilingual({
  'zh-CN': {
    fast_forward: '快进播放',
    multi_window: '多窗口学习',
    popup_gap: '5分钟无弹窗管控',
    liveness_unavailable: '无人脸活体比对',
    out_of_order: '未按顺序学习',
    photo_missing: '无随机留存照片',
  },
  en: {
    fast_forward: 'fast-forward play',
    multi_window: 'several windows',
    popup_gap: 'five minutes without a pop-up',
    liveness_unavailable: 'no face-liveness comparison',
    out_of_order: 'lessons out of order',
    photo_missing: 'no random retained photo',
  },
})

export const RULES = ['fast_forward', 'multi_window', 'popup_gap', 'liveness_unavailable', 'out_of_order', 'photo_missing'] as const
