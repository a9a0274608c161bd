import { Tickets } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'attempts',
  path: '/attempts',
  needs: 'GET /attempts',
  title: { 'zh-CN': '学习记录', en: 'Attempts' },
  menu: { group: 'now', order: 20, icon: Tickets },
  view: () => import('./AttemptsPage.vue'),
})
