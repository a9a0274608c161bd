import { Service } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'helpdesk',
  path: '/helpdesk',
  needs: 'POST /helpdesk/searches',
  title: { 'zh-CN': '咨询服务', en: 'Helpdesk' },
  menu: { group: 'people', order: 40, icon: Service },
  view: () => import('./HelpdeskPage.vue'),
})
