import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '班级',
    lead: '点开班级,查看学员学时、条款核查、补课、公示与导出。',
    text: '班级名称或编号',
    institution: '培训机构编号',
    state: '阶段',
    planned: '未开班',
    running: '培训中',
    over: '已结束',
    unknown: '未登记日期',
    class: '班级',
    institutionName: '培训机构',
    dates: '起止',
    hours: '总学时',
    cap: '线上上限',
    trainees: '学员',
  },
  en: {
    title: 'Classes',
    lead: 'Open a class for the hours of its trainees, its clauses, make-up courses, public notice and files.',
    text: 'Name or part of it',
    institution: 'Institution',
    state: 'Stage',
    planned: 'not begun',
    running: 'running',
    over: 'over',
    unknown: 'no dates entered',
    class: 'Class',
    institutionName: 'Institution',
    dates: 'From and until',
    hours: 'Class hours',
    cap: 'Online cap',
    trainees: 'Trainees',
  },
})

export const STATES = ['planned', 'running', 'over'] as const
export type ClassState = (typeof STATES)[number] | 'unknown'
