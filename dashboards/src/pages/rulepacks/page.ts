import { Operation } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'rulepacks',
  path: '/rule-packs',
  needs: 'GET /rule-packs',
  title: { 'zh-CN': '规则包', en: 'Rule packs' },
  menu: { group: 'office', order: 50, icon: Operation },
  view: () => import('./RulePacksPage.vue'),
})
