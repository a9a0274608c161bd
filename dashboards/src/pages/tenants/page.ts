import { Connection } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'tenants',
  path: '/tenants',
  needs: 'GET /offices',
  title: { 'zh-CN': '办公室与机构', en: 'Offices and institutions' },
  menu: { group: 'office', order: 30, icon: Connection },
  view: () => import('./TenantsPage.vue'),
})
