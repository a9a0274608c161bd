import { Key } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'keys',
  path: '/keys',
  needs: 'GET /keys',
  title: { 'zh-CN': 'API密钥', en: 'API keys' },
  menu: { group: 'office', order: 20, icon: Key },
  view: () => import('./KeysPage.vue'),
})
