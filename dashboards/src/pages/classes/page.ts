import { School } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'classes',
  path: '/classes',
  needs: 'GET /classes',
  title: { 'zh-CN': '班级', en: 'Classes' },
  menu: { group: 'people', order: 10, icon: School },
  view: () => import('./ClassesPage.vue'),
})
