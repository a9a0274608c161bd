import { Monitor } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'system',
  path: '/system',
  needs: 'GET /system',
  title: { 'zh-CN': '系统状态', en: 'System' },
  menu: { group: 'office', order: 60, icon: Monitor },
  view: () => import('./SystemPage.vue'),
})
