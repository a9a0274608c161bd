import { page } from '../page'

export default page({
  name: 'invitation',
  path: '/invitation',
  title: { 'zh-CN': '启用账号', en: 'Take up your account' },
  view: () => import('./InvitationPage.vue'),
})
