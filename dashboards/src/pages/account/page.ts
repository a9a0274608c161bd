import { page } from '../page'

export default page({
  name: 'account',
  path: '/account',
  needs: 'GET /session',
  title: { 'zh-CN': '我的账号', en: 'My account' },
  view: () => import('./AccountPage.vue'),
})
