import { Film } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'lessons',
  path: '/plans',
  needs: 'GET /plan-proposals',
  title: { 'zh-CN': '教学计划审核', en: 'Proposed plans' },
  menu: { group: 'decide', order: 25, icon: Film },
  view: () => import('./LessonsPage.vue'),
})
