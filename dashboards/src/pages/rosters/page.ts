import { Upload } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'rosters',
  path: '/rosters',
  needs: 'POST /rosters',
  title: { 'zh-CN': '导入名册', en: 'Import a roster' },
  menu: { group: 'people', order: 30, icon: Upload },
  view: () => import('./RostersPage.vue'),
})
