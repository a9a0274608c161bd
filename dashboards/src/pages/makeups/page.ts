import { RefreshLeft } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'makeups',
  path: '/make-ups',
  needs: 'GET /make-ups',
  title: { 'zh-CN': '补课认定', en: 'Make-up courses' },
  menu: { group: 'decide', order: 40, icon: RefreshLeft },
  view: () => import('./MakeUpsPage.vue'),
})
