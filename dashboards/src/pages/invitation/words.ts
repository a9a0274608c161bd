import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '启用账号',
    over: '此邀请链接无效或已过期。',
    forYou: '{title},您的账号是 {account}({role})。',
    stepPassword: '1. 设置密码',
    password: '密码',
    passwordHint: '12至128个字符;长度最重要,例如四个互不相关的词语',
    stepApp: '2. 用手机上的验证器应用扫描',
    byHand: '不能扫描?请手动输入此密钥:',
    stepCode: '3. 输入应用显示的6位数字',
    code: '验证码',
    accept: '启用账号',
    qr: '供验证器应用扫描的二维码',
  },
  en: {
    title: 'Take up your account',
    over: 'This invitation is not valid or has run out.',
    forYou: '{title}, your account is {account} ({role}).',
    stepPassword: '1. Choose a password',
    password: 'Password',
    passwordHint: '12 to 128 characters; length counts most, such as four unrelated words',
    stepApp: '2. Scan this with an authenticator app',
    byHand: 'Cannot scan? Type this key:',
    stepCode: '3. Type the six digits that the app shows',
    code: 'Code',
    accept: 'Take up the account',
    qr: 'QR code for an authenticator app',
  },
})
