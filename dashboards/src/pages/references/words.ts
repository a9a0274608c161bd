import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '确认登记照片',
    lead: '以下学员登记的人脸尚无人确认,其学时暂不计入。请当面核对本人与身份证后,打开学员页面确认。',
    trainee: '学员',
    suppliedBy: '提交方',
    since: '提交时间',
    pictures: '照片数',
    none: '没有等待确认的学员。',
  },
  en: {
    title: 'Confirm faces',
    lead: 'Nobody has confirmed the face of these people yet, so their hours wait. Compare person and identity card, then confirm on the page of the trainee.',
    trainee: 'Trainee',
    suppliedBy: 'Handed in by',
    since: 'Since',
    pictures: 'Pictures',
    none: 'Nobody waits.',
  },
})
