import { View } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'accesses',
  path: '/accesses',
  needs: 'GET /accesses',
  title: { 'zh-CN': '访问日志', en: 'Access log' },
  menu: { group: 'office', order: 40, icon: View },
  view: () => import('./AccessesPage.vue'),
})
