import { bilingual } from '../words'

export const t = bilingual({
  'zh-CN': {
    template: '下载模板({form})',
    check: '检查',
    take: '导入',
    clean: '检查通过:{rows}行,没有错误。',
    faulty: '共{rows}行可读,{count}处错误。请更正后重新选择文件。',
    place: '位置',
    at: '{sheet} 第{row}行',
    column: '列',
    value: '内容',
    fault: '问题与更正方法',
    more: '只列出前{number}处。',
  },
  en: {
    template: 'Template ({form})',
    check: 'Look it over',
    take: 'Import',
    clean: 'Nothing is wrong; rows: {rows}.',
    faulty: 'Rows that could be read: {rows}; faults: {count}. Mend the file, and choose it again.',
    place: 'Where',
    at: '{sheet} row {row}',
    column: 'Column',
    value: 'Content',
    fault: 'What is wrong, and how to mend it',
    more: 'The first {number} of them.',
  },
})
