import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '登录',
    account: '账号',
    password: '密码',
    code: '验证码',
    codeHint: '验证器应用上显示的6位数字',
    enter: '登录',
    invited: '账号已启用,请用新密码和下一个验证码登录。',
    lost: '忘记密码或更换手机?请联系系统管理员重新发出邀请。',
    wait: '请在{seconds}秒后重试。',
  },
  en: {
    title: 'Sign in',
    account: 'Account',
    password: 'Password',
    code: 'Code',
    codeHint: 'The six digits that the authenticator app shows',
    enter: 'Sign in',
    invited: 'The account is ready. Sign in with the new password and the next code.',
    lost: 'Lost the password or the phone? Ask an administrator for a new invitation.',
    wait: 'Try again in {seconds} seconds.',
  },
})
