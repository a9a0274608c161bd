import { Checked } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'reviews',
  path: '/reviews',
  needs: 'GET /reviews',
  title: { 'zh-CN': '复核与申诉', en: 'Reviews and appeals' },
  menu: { group: 'decide', order: 10, icon: Checked },
  view: () => import('./ReviewsPage.vue'),
})
