import { page } from '../page'

export default page({
  name: 'case',
  path: '/platforms/:platform/cases/:case',
  needs: 'GET /platforms/{platform}/cases/{case}',
  title: { 'zh-CN': '平台案件', en: 'Case against a platform' },
  view: () => import('./CasePage.vue'),
})
