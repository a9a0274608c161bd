import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '咨询服务',
    lead: '输入来电人的完整身份证号查询;查询会被记录,号码不会保存。查到后按下列内容答复,与学员本人页面一致。',
    number: '身份证号(18位)',
    find: '查询',
    found: '答复内容',
    face: '登记照片与同意',
    agreed: '已同意人脸核验。',
    notAgreed: '目前没有同意人脸核验,线上学习须先同意;也可参加线下理论课。',
  },
  en: {
    title: 'Helpdesk',
    lead: 'Enter the whole identity number of whoever calls; the search is written down, the number is not kept. Tell what you find: it is what the trainee would read.',
    number: 'Identity number (18 characters)',
    find: 'Find',
    found: 'What to tell',
    face: 'Face and consent',
    agreed: 'Agreed to face checks.',
    notAgreed: 'Does not agree to face checks at present, which online lessons need; offline theory lessons are open, too.',
  },
})
