import { page } from '../page'

export default page({
  name: 'class',
  path: '/classes/:training_class',
  needs: 'GET /classes/{training_class}',
  title: { 'zh-CN': '班级详情', en: 'Class' },
  view: () => import('./ClassPage.vue'),
})
