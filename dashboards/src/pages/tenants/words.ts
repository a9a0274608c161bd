import { bilingual } from '../../words'

export const t = bilingual({
  'zh-CN': {
    title: '办公室与机构',
    lead: '省、市、县三级领导小组办公室及其所属培训机构。市县办公室的用户只看到本级及下级的数据;资料由数据导入维护。',
    offices: '办公室',
    noOffices: '尚未导入办公室。',
    province: '省',
    city: '市',
    county: '县',
    own: '本级{number}家机构',
    institutions: '培训机构',
    of: '{office}及其下级的培训机构',
    text: '编号或名称',
    office: '所属办公室',
    nobody: '未登记',
  },
  en: {
    title: 'Offices and institutions',
    lead: 'Leading-group offices of province, cities and counties, and the institutions that belong to them. People of a local office see what lies under it; imports keep these records.',
    offices: 'Offices',
    noOffices: 'No office has been imported yet.',
    province: 'province',
    city: 'city',
    county: 'county',
    own: '{number} of its own',
    institutions: 'Institutions',
    of: 'Institutions under {office}',
    text: 'Identifier or title',
    office: 'Office',
    nobody: 'not registered',
  },
})
