import { bilingual } from '../words'

export const t = bilingual({
  'zh-CN': {
    now: '实时',
    decide: '处理',
    people: '班级与人员',
    office: '管理',
    menu: '菜单',
    skip: '跳到正文',
    language: '语言',
    account: '我的账号',
    demonstration: '演示环境:数据均为虚构',
    nothing: '没有此页面,或您的角色无权查看。',
    home: '返回首页',
  },
  en: {
    now: 'Now',
    decide: 'Decide',
    people: 'Classes and people',
    office: 'Administration',
    menu: 'Menu',
    skip: 'Skip to the content',
    language: 'Language',
    account: 'My account',
    demonstration: 'Demonstration: all people are made up',
    nothing: 'There is no such page, or your role may not see it.',
    home: 'To the first page',
  },
})
