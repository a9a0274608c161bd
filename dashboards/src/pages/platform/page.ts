import { page } from '../page'

export default page({
  name: 'platform',
  path: '/platforms/:platform',
  needs: 'GET /platforms/{platform}',
  title: { 'zh-CN': '平台详情', en: 'One platform' },
  view: () => import('./PlatformPage.vue'),
})
