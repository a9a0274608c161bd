import { page } from '../page'

export default page({
  name: 'attempt',
  path: '/attempts/:attempt',
  needs: 'GET /attempts/{attempt}',
  title: { 'zh-CN': '一次学习', en: 'One attempt' },
  view: () => import('./AttemptPage.vue'),
})
