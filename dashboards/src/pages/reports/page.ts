import { PieChart } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'reports',
  path: '/reports',
  needs: 'GET /reports/{period}',
  title: { 'zh-CN': '报表', en: 'Reports' },
  menu: { group: 'office', order: 5, icon: PieChart },
  view: () => import('./ReportsPage.vue'),
})
