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
