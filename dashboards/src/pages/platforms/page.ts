import { OfficeBuilding } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'platforms',
  path: '/platforms',
  needs: 'GET /platforms',
  title: { 'zh-CN': '平台', en: 'Platforms' },
  menu: { group: 'decide', order: 20, icon: OfficeBuilding },
  view: () => import('./PlatformsPage.vue'),
})
