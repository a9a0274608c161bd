import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '学员本人页面',
    lead: '学员凭链接查看本人学时、原因和证书,提出申诉,管理同意。链接只交给本人;手机丢失时请作废全部链接。',
    make: '生成链接(7天有效)',
    made: '链接有效至{at},请只发给学员本人:',
    end: '作废全部链接',
    ended: '此前发出的链接已全部作废。',
  },
  en: {
    title: "The trainee's own page",
    lead: 'By a link the trainee sees hours, reasons and certificates, appeals, and manages consents. Hand it to that person alone; end all links when a phone is lost.',
    make: 'Make a link (7 days)',
    made: 'Good until {at}; send it to the trainee alone:',
    end: 'End all links',
    ended: 'All links that were handed out are ended.',
  },
})
