import { page } from '../page'

export default page({
  name: 'own',
  path: '/own',
  title: { 'zh-CN': '我的学时', en: 'My class hours' },
  view: () => import('./OwnPage.vue'),
})
