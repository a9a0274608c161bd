import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '登记照片',
    none: '尚未登记人脸照片。',
    line: '照片{number}(提交方:{by})',
    unverified: '待确认',
    needs_second: '待第二人确认',
    in_force: '已确认',
    forgotten: '人脸数据已删除',
    compared: '我已当面核对学员本人与身份证,登记的是本人。',
    confirm: '确认登记照片',
    inForceNow: '已确认,可用于比对。',
    secondNeeded: '已记录您的确认;还需要另一人确认。',
  },
  en: {
    title: 'Reference pictures',
    none: 'No face is enrolled yet.',
    line: 'Picture {number} (handed in by {by})',
    unverified: 'waits for somebody',
    needs_second: 'waits for a second person',
    in_force: 'confirmed',
    forgotten: 'the face is forgotten',
    compared: 'I compared the person with the identity card, and this is who was enrolled.',
    confirm: 'Confirm the pictures',
    inForceNow: 'Confirmed; comparisons may rest on them.',
    secondNeeded: 'Your word is noted; somebody else has to confirm, too.',
  },
})
