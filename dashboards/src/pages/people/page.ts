import { UserFilled } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'people',
  path: '/people',
  needs: 'GET /people',
  title: { 'zh-CN': '用户', en: 'People' },
  menu: { group: 'office', order: 10, icon: UserFilled },
  view: () => import('./PeoplePage.vue'),
})
