// Roles as forms offer them; the server says them in words, too, but only of people that there are.
import type { UserSaid } from '../../api/schema'
import { bilingual } from '../../words'

export type Role = UserSaid['role']
type Kind = 'all' | 'office' | 'institution' | 'trainee'

export const ROLES: Record<Role, Kind> = {
  administrator: 'all',
  office_lead: 'all',
  reviewer: 'all',
  auditor: 'all',
  local_office: 'office',
  institution: 'institution',
  helpdesk: 'all',
  trainee: 'trainee',
}

export const role = bilingual<Role>({
  'zh-CN': {
    administrator: '系统管理员',
    office_lead: '领导小组办公室负责人',
    reviewer: '审核员',
    auditor: '审计员',
    local_office: '市县办公室',
    institution: '培训机构',
    helpdesk: '咨询服务人员',
    trainee: '学员',
  },
  en: {
    administrator: 'Administrator',
    office_lead: 'Office lead',
    reviewer: 'Reviewer',
    auditor: 'Auditor',
    local_office: 'City or county office',
    institution: 'Training institution',
    helpdesk: 'Helpdesk',
    trainee: 'Trainee',
  },
})
