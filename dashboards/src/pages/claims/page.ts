import { EditPen } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'claims',
  path: '/claims',
  needs: 'GET /claims',
  title: { 'zh-CN': '补贴签审', en: 'Claims to sign' },
  menu: { group: 'decide', order: 50, icon: EditPen },
  view: () => import('./ClaimsPage.vue'),
})
