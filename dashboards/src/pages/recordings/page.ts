import { VideoCamera } from '@element-plus/icons-vue'
import { page } from '../page'

export default page({
  name: 'recordings',
  path: '/recordings',
  needs: 'GET /recordings',
  title: { 'zh-CN': '录像审看', en: 'Recordings' },
  menu: { group: 'decide', order: 30, icon: VideoCamera },
  view: () => import('./RecordingsPage.vue'),
})
