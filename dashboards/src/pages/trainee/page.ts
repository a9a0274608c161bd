import { page } from '../page'

export default page({
  name: 'trainee',
  path: '/trainees/:trainee',
  needs: 'GET /trainees/{trainee}',
  title: { 'zh-CN': '学员详情', en: 'Trainee' },
  view: () => import('./TraineePage.vue'),
})
