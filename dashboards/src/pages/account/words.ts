import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '我的账号',
    account: '账号',
    name: '姓名',
    role: '角色',
    tenant: '数据范围',
    all: '全部',
    everywhere: '在所有设备上退出登录',
    everywhereHint: '如果您在其他电脑上忘记退出,或怀疑密码泄露,请使用此功能。',
  },
  en: {
    title: 'My account',
    account: 'Account',
    name: 'Name',
    role: 'Role',
    tenant: 'Sees the data of',
    all: 'everybody',
    everywhere: 'Sign out on all computers',
    everywhereHint: 'Use this when you forgot to sign out somewhere, or when somebody may know your password.',
  },
})
