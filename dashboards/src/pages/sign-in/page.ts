import { page } from '../page'

export default page({
  name: 'sign-in',
  path: '/sign-in',
  title: { 'zh-CN': '登录', en: 'Sign in' },
  view: () => import('./SignInPage.vue'),
})
