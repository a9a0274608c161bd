import { DataLine } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'overview',
  path: '/overview',
  needs: 'GET /overview',
  title: { 'zh-CN': '总览', en: 'Overview' },
  menu: { group: 'now', order: 10, icon: DataLine },
  view: () => import('./OverviewPage.vue'),
})
