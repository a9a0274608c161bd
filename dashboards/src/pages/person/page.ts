import { page } from '../page'

export default page({
  name: 'person',
  path: '/people/:account',
  needs: 'GET /people/{account}',
  title: { 'zh-CN': '用户', en: 'Person' },
  view: () => import('./PersonPage.vue'),
})
