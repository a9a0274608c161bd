import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '教学计划审核',
    lead: '平台和培训机构提交的教学计划及其待审核的视频,先提交的在前。视频经审核同意后方可用于补贴性培训(ONL-12)。',
    plan: '教学计划',
    class: '班级',
    by: '提交方',
    at: '提交时间',
    videos: '待审核视频 / 全部',
    state: '状态',
    proposed: '待审核',
    approved: '已批准',
    refused: '已退回',
    proposer: '平台或机构',
    version: '版本{version}',
    ofAll: '{waiting} / {all}',
    none: '没有符合条件的教学计划。',
    platform: '平台{name}',
    institution: '机构{name}',
    office: '办公室',
  },
  en: {
    title: 'Proposed plans',
    lead: 'Plans that platforms and institutions propose, with the videos that wait for approval, the oldest first. A video is good for subsidised training once it is approved (ONL-12).',
    plan: 'Plan',
    class: 'Class',
    by: 'Proposed by',
    at: 'Proposed',
    videos: 'Videos waiting / all',
    state: 'State',
    proposed: 'waiting',
    approved: 'approved',
    refused: 'declined',
    proposer: 'Platform or institution',
    version: 'version {version}',
    ofAll: '{waiting} of {all}',
    none: 'No plan matches.',
    platform: 'platform {name}',
    institution: 'institution {name}',
    office: 'the office',
  },
})

export const STATES = ['proposed', 'approved', 'refused'] as const
export type State = (typeof STATES)[number]

/** Who proposed a plan or owns a course: `platform/NAME`, `institution/NAME`, or nothing for the office. */
export function whose(name: string): string {
  const [kind, ...rest] = name.split('/')
  return kind === 'platform' || kind === 'institution' ? t(kind, { name: rest.join('/') }) : name || t('office')
}
