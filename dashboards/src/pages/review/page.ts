import { page } from '../page'

export default page({
  name: 'review',
  path: '/reviews/:attempt',
  needs: 'GET /reviews/{attempt}',
  title: { 'zh-CN': '复核', en: 'Review' },
  view: () => import('./ReviewPage.vue'),
})
