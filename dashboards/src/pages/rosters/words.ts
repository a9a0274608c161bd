import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '导入名册',
    lead: '先检查,后导入:任何一行有误,整份名册都不会导入。身份证号只保存带密钥的散列值。',
    file: '名册文件(XLSX或CSV)',
    done: '已导入{rows}行:新学员{trainees}人,新报名{enrolments}人,其中暂不符合补贴条件(ONL-14){waiting}人。',
  },
  en: {
    title: 'Import a roster',
    lead: 'Look it over first: where one row is wrong, nothing is imported. Of identity numbers a keyed hash is kept.',
    file: 'Roster (XLSX or CSV)',
    done: 'Rows imported: {rows}; new trainees: {trainees}; new enrolments: {enrolments}, of them not eligible (ONL-14): {waiting}.',
  },
})
