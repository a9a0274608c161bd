import { bilingual } from '.'

/** What several pages say. */
export const common = bilingual({
  'zh-CN': {
    product: '学时监管控制台',
    signOut: '退出登录',
    loading: '正在读取…',
    none: '没有符合条件的记录',
    any: '全部',
    next: '下一页',
    previous: '上一页',
    search: '查询',
    reset: '清除条件',
    certified: '已认定',
    held: '待人工复核',
    void: '作废',
    not_counted: '不计入',
    incomplete: '未完成',
    in_progress: '学习中',
    asTable: '以表格显示',
    retry: '重试',
    more: '详情',
    damaged: '图片已损坏或格式有误,无法显示。',
  },
  en: {
    product: 'Class-hour supervision',
    signOut: 'Sign out',
    loading: 'Loading…',
    none: 'Nothing matches',
    any: 'all',
    next: 'Next page',
    previous: 'Previous page',
    search: 'Search',
    reset: 'Clear',
    certified: 'certified',
    held: 'held for review',
    void: 'void',
    not_counted: 'not counted',
    incomplete: 'incomplete',
    in_progress: 'in progress',
    asTable: 'Show as a table',
    retry: 'Try again',
    more: 'Details',
    damaged: 'This picture is damaged or of another kind, and cannot be shown.',
  },
})

export type Outcome = 'certified' | 'held' | 'void' | 'not_counted' | 'incomplete' | 'in_progress'
export const OUTCOMES: Outcome[] = ['certified', 'held', 'void', 'not_counted', 'incomplete', 'in_progress']
