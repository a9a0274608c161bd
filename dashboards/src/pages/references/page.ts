import { Avatar } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'references',
  path: '/references',
  needs: 'GET /references',
  title: { 'zh-CN': '确认登记照片', en: 'Confirm faces' },
  menu: { group: 'people', order: 20, icon: Avatar },
  view: () => import('./ReferencesPage.vue'),
})
