import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '平台',
    lead: '目录内外的全部线上平台、今天的状态和未结案件。点开平台可查看管控情况并作出处理。',
    platform: '平台',
    state: '状态',
    stage: '案件阶段',
    text: '名称',
    cases: '未结案件',
    noCases: '无',
    none: '没有登记任何平台。平台由管理员用命令“monitor register”登记。',
  },
  en: {
    title: 'Platforms',
    lead: 'All online platforms, how they stand today, and the open cases against them. Open one to see its controls and to decide.',
    platform: 'Platform',
    state: 'State',
    stage: 'Stage of a case',
    text: 'Name',
    cases: 'Open cases',
    noCases: 'none',
    none: 'No platform is registered. An administrator registers them with the command “monitor register”.',
  },
})
