import { page } from '../page'

export default page({
  name: 'plan',
  path: '/plans/:proposal',
  needs: 'GET /plan-proposals/{proposal}',
  title: { 'zh-CN': '教学计划', en: 'One plan' },
  view: () => import('./PlanPage.vue'),
})
