import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '留存照片',
    lead: '照片涉及学员隐私:查看前须写明理由和案号,查看会记入访问日志。',
    none: '此次学习没有留存照片。',
    reason: '查看理由',
    case: '案号',
    look: '查看留存照片',
    taken: '{at}的照片',
    expired: '已删除:保存期已满',
    requested: '已删除:依照合法申请{reference}',
    close: '收起',
    noKey: '此处没有打开照片的私钥:照片只能由办公室用其私钥在别处打开。',
  },
  en: {
    title: 'Retained photos',
    lead: 'Photos are private: say why and in which matter you look; every look is written into the access log.',
    none: 'No photo of this attempt was retained.',
    reason: 'Why you look',
    case: 'Number of the matter',
    look: 'Look at the retained photos',
    taken: 'Photo of {at}',
    expired: 'deleted: its term was over',
    requested: 'deleted: at the lawful request {reference}',
    close: 'Close',
    noKey: 'No key here: the private key that opens photos is kept elsewhere, by the office.',
  },
})
