// Made from the routes by `make documents`; do not edit.

export type Operation =
  | 'GET /accesses'
  | 'POST /account/app'
  | 'PUT /account/password'
  | 'DELETE /account/visits'
  | 'GET /account/visits'
  | 'DELETE /account/visits/{visit}'
  | 'GET /attempts'
  | 'GET /attempts/{attempt}'
  | 'GET /attempts/{attempt}/certificate'
  | 'GET /attempts/{attempt}/entries'
  | 'GET /attempts/{attempt}/photos'
  | 'POST /attempts/{attempt}/photos/looks'
  | 'GET /claims'
  | 'POST /claims/{claim}/signatures'
  | 'GET /classes'
  | 'GET /classes/{training_class}'
  | 'GET /classes/{training_class}/files/{kind}'
  | 'GET /classes/{training_class}/gates'
  | 'GET /classes/{training_class}/learners'
  | 'GET /classes/{training_class}/notice'
  | 'GET /helpdesk/people/{trainee}'
  | 'POST /helpdesk/searches'
  | 'GET /institutions'
  | 'POST /invitation'
  | 'POST /invitation/acceptance'
  | 'GET /keys'
  | 'POST /keys'
  | 'DELETE /keys/{key}'
  | 'POST /keys/{key}/rotations'
  | 'GET /lessons'
  | 'POST /lessons/{lesson}/approval'
  | 'GET /make-ups'
  | 'POST /make-ups'
  | 'GET /make-ups/template'
  | 'PUT /make-ups/{course}/decision'
  | 'GET /offices'
  | 'GET /overview'
  | 'GET /overview/live'
  | 'GET /own'
  | 'POST /own/appeals'
  | 'GET /own/certificates/{attempt}'
  | 'DELETE /own/consents/{purpose}'
  | 'PUT /own/consents/{purpose}'
  | 'GET /own/data'
  | 'DELETE /own/phone'
  | 'PUT /own/phone'
  | 'GET /people'
  | 'POST /people'
  | 'DELETE /people/{account}'
  | 'GET /people/{account}'
  | 'DELETE /people/{account}/failures'
  | 'POST /people/{account}/invitations'
  | 'PUT /people/{account}/role'
  | 'DELETE /people/{account}/visits'
  | 'GET /plan-proposals'
  | 'GET /plan-proposals/{proposal}'
  | 'POST /plan-proposals/{proposal}/approval'
  | 'POST /plan-proposals/{proposal}/refusal'
  | 'GET /platforms'
  | 'GET /platforms/{platform}'
  | 'GET /platforms/{platform}/cases/{case}'
  | 'POST /platforms/{platform}/cases/{case}/decisions'
  | 'GET /platforms/{platform}/cases/{case}/evidence'
  | 'POST /platforms/{platform}/cases/{case}/notice'
  | 'GET /platforms/{platform}/cases/{case}/preview'
  | 'POST /platforms/{platform}/cases/{case}/verification'
  | 'GET /platforms/{platform}/controls'
  | 'GET /platforms/{platform}/faces'
  | 'GET /recordings'
  | 'PUT /recordings/{recording}/review'
  | 'GET /references'
  | 'GET /reports'
  | 'GET /reports/{period}'
  | 'GET /reports/{period}/file'
  | 'GET /reviews'
  | 'GET /reviews/{attempt}'
  | 'GET /reviews/{attempt}/attachments'
  | 'GET /reviews/{attempt}/attachments/{sha256}'
  | 'POST /reviews/{attempt}/decisions'
  | 'POST /rosters'
  | 'GET /rosters/template'
  | 'GET /rule-packs'
  | 'GET /rule-packs/differences'
  | 'GET /rule-packs/trials'
  | 'POST /rule-packs/trials'
  | 'DELETE /rule-packs/trials/{trial}'
  | 'GET /session'
  | 'POST /sign-in'
  | 'POST /sign-out'
  | 'POST /sign-out-everywhere'
  | 'GET /system'
  | 'GET /trainees/{trainee}'
  | 'DELETE /trainees/{trainee}/links'
  | 'POST /trainees/{trainee}/links'
  | 'DELETE /trainees/{trainee}/phone'
  | 'GET /trainees/{trainee}/references'
  | 'POST /trainees/{trainee}/references/confirmations'

/** What the person chose, and that the app is set up. */
export interface Acceptance {
  token: string
  password: string
  /** What the authenticator app shows. */
  code: string
}

/** One entry of the log. */
export interface AccessSaid {
  number: number
  at: string
  /** Who; link:… is whoever held the link to a trainee's own page. */
  account: string
  role: string
  role_text: Record<string, string>
  /** The operation, such as GET /attempts/{attempt}. */
  action: string
  /** About what or whom, as the address named it. */
  subject: string
  /** What was searched for, and why: reason and case number. */
  details: Record<string, string>
  /** HTTP status of the answer; 403 is a refusal. */
  status: number
}

/** Why somebody is invited again. */
export interface Again {
  /** Password, app and sign-ins end now, as after a theft; else when it is taken up. */
  at_once?: boolean
}

/** One clause about one subject. */
export interface Answer {
  /** Its id; docs/rules.md says what it demands. */
  clause: string
  /** What it is about, in a few words by language. */
  title: Record<string, string>
  decided_by: 'log' | 'data' | 'person' | 'report' | 'office'
  /** `person`: somebody has to look; `unknown`: not registered, or not over yet. */
  outcome: 'pass' | 'fail' | 'person' | 'unknown'
  /** A code, for programs. */
  reason: string
  /** The numbers behind it; days as ISO dates. */
  values: Record<string, number | string>
  /** The same in words, by language. */
  message: Record<string, string>
  /** The test that proves the clause, as a pytest node id. */
  proof: string
  decision?: Decided | null
}

/** What proves that it is the person, with the app that is to be replaced. */
export interface AppWanted {
  password: string
  /** What the authenticator app shows. */
  code: string
}

/** By which document a plan is approved. */
export interface Approval {
  document: string
  /** Whether the same document approves the videos of the plan (ONL-12). */
  lessons_too?: boolean
}

/** A file that came with an appeal. */
export interface AttachmentSaid {
  sha256: string
  /** image/jpeg, image/png or application/pdf. */
  media_type: string
  /** Bytes. */
  size: number
  filed_at: string
}

/** A stretch of time in one state, the media positions it went through, and why it did not count, if that is so. */
export interface Band {
  kind: string
  start: number
  end: number
  lesson?: string
  media_from?: number
  media_to?: number
  reason?: string
}

/** One disqualifier at one platform, how far the matter has come, and since when it stands there. */
export interface CaseLineSaid {
  platform: string
  case: string
  disqualifier: 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'evidence_missing'
  stage: 'signal' | 'verified' | 'notified' | 'answered' | 'confirmed' | 'dismissed' | 'reinstated'
  flagged_at: string
  changed_at: string
}

/** One disqualifier at one platform, and how far the matter has come. */
export interface CaseSaid {
  platform: string
  case: string
  disqualifier: 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'evidence_missing'
  stage: 'signal' | 'verified' | 'notified' | 'answered' | 'confirmed' | 'dismissed' | 'reinstated'
  first_evidence_at: string
  flagged_at: string
  confirmed_at: string | null
  /** The first day (in China) whose hours do not count. */
  discovered_on: string | null
  /** Until when the platform may answer. */
  reply_by: string | null
  signals: Signal[]
  /** A decision that waits for the second person. */
  proposal: DecisionSaid | null
  /** Decisions in force. */
  decisions: DecisionSaid[]
  steps: StepSaid[]
  /** What may come next. */
  allowed: string[]
}

/** A class hour that would have another result. */
export interface ChangeSaid {
  attempt: string
  trainee: string
  training_class: string
  unit: string
  before: 'in_progress' | 'certified' | 'held' | 'void_trainee' | 'void_platform' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform'
  after: 'in_progress' | 'certified' | 'held' | 'void_trainee' | 'void_platform' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform'
}

/** The plan in force with which a proposed one was compared, and what of it would be left out. */
export interface ChangesSaid {
  version: string
  total_class_hours: number
  units_left_out: string[]
  videos_left_out: string[]
}

/** What one way to go on would do to all hours of the platform, if it were in force now. */
export interface ChoiceSaid {
  /** Of a confirmation: which earlier hours are not recognised. */
  scope: 'affected_hours' | 'affected_classes' | 'all_since_first_evidence' | null
  /** Of a reinstatement: which hours count again. */
  recount: 'all' | 'from_reinstatement' | null
  /** Hours that are certified and would not count any more. */
  lost: number
  /** Hours that would be certified. */
  gained: number
  /** Hours that would wait for the decision. */
  held: number
  /** Hours whose result would be another one. */
  changed: number
  trainees: number
  number_of_classes: number
  /** The first 50 of them. */
  classes: string[]
}

/** All ways of one step. */
export interface ChoicesSaid {
  choices: ChoiceSaid[]
}

/** One approved run of a course. */
export interface ClassSaid {
  training_class: string
  title: string
  institution: string
  institution_title: string
  /** planned, running, over; unknown where no dates were entered. */
  state: string
  total_class_hours: number
  /** Whole class hours that may be learned online (ONL-01). */
  online_allowed: number
  begins_at: string | null
  ends_at: string | null
  trainees: number
}

/** Which pictures show this trainee. */
export interface Confirmed {
  references: number[]
}

/** A consent to one purpose, in one version of its text (PRV-02). */
export interface ConsentSaid {
  /** face_check or face_reference. */
  purpose: string
  text_version: string
  given_at: string
  withdrawn_at: string | null
  /** Who told of it: trainee, or a platform or institution. */
  source_system: string
  external_id: string
}

/** The trainee agrees to the text that the page showed. */
export interface ConsentWanted {
  version: string
}

/** One control, as the claimed hours show it. */
export interface ControlSaid {
  disqualifier: 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'evidence_missing'
  tried: number
  stopped: number
  let_through: number
  /** Hours that show it uncured, for which the platform asked credit. */
  claimed: number
}

/** The six controls over the last thirty days, and the retained photos. */
export interface ControlsSaid {
  since: string
  /** Claimed hours that were looked at. */
  hours: number
  controls: ControlSaid[]
  /** How many of these hours have a random photo. */
  photos: number
  lost: number
  /** The latest lost photos, 100 at most. */
  latest_lost: LostPhotoSaid[]
}

/** One attempt in full. */
export interface Course {
  verdict: Verdict
  result_text: Record<string, string>
  reasons: Reason[]
  history: Told[]
  picture: Picture
  credits: Band[]
  hints: Hint[]
  certificate: string
}

/** What a person knows and has. */
export interface Credentials {
  account: string
  password: string
  /** What the authenticator app shows. */
  code: string
}

/** What became of a stretch of content: earned when, in which session, under which checkpoint, or why not. */
export interface CreditSpan {
  lesson: string
  media_from: number
  media_to: number
  start: number
  end: number
  session: string
  checkpoint: string
  reason: string
}

/** Class hours of one day (Asia/Shanghai), by what became of them. */
export interface DaySaid {
  day: string
  /** certified, held, void, not_counted, incomplete, in_progress: how many class hours. */
  hours: Record<string, number>
}

/** Who decided a clause that data do not decide, when (UTC ms), and why. */
export interface Decided {
  by: string
  at: number
  reason: string
}

/** What a decision did. */
export interface DecidedSaid {
  matter: MatterSaid
  before: HoursSaid
  /** All hours of the trainee in the class whose result is another one now. */
  turns: TurnSaid[]
}

/** What somebody decided; it is in force once two people have said the same. */
export interface DecisionSaid {
  outcome: 'confirmed' | 'dismissed' | 'blacklisted' | 'exited' | 'reinstated'
  by: string
  at: string
  document: string
  reason: string
  /** Its log position. */
  entry: string
  /** Which of the three dates is the day of discovery. */
  discovery?: 'first_evidence' | 'flagged' | 'confirmed' | null
  /** Which earlier hours are not recognised either. */
  scope?: 'affected_hours' | 'affected_classes' | 'all_since_first_evidence' | null
  /** The classes in which the disqualifier was found. */
  classes?: string[]
  /** Which hours count again after a reinstatement. */
  recount?: 'all' | 'from_reinstatement' | null
}

/** One person's decision; the same by a second person puts it into force. */
export interface DecisionWanted {
  outcome: 'confirmed' | 'dismissed' | 'blacklisted' | 'exited' | 'reinstated'
  /** The number of the office's document. */
  document: string
  reason: string
  /** Of a confirmation: which date is the day of discovery. */
  discovery?: 'first_evidence' | 'flagged' | 'confirmed'
  /** Of a confirmation: which earlier hours are not recognised. */
  scope?: 'affected_hours' | 'affected_classes' | 'all_since_first_evidence'
  /** Of a reinstatement: which hours count again. */
  recount?: 'all' | 'from_reinstatement'
}

/** Why the file of a photo is gone (PRV-11). */
export interface DeletionSaid {
  /** expired, at the end of its term; requested, at a lawful request. */
  decision: string
  /** The number of the request. */
  reference: string
}

/** A threshold with another value, as the new pack explains it. */
export interface DifferenceSaid {
  name: string
  old: number
  new: number
  clause: string
  basis: 'plan' | 'project'
  /** What it means, in both languages. */
  note: Record<string, string>
}

/** How two packs differ. */
export interface DifferencesSaid {
  old: PackSaid
  new: PackSaid
  /** Whether a class hour is restored otherwise. */
  policy_changes: boolean
  thresholds: DifferenceSaid[]
}

/** The disk with the data folder; sizes in bytes. */
export interface DiskSaid {
  free: number
  total: number
  /** Of the event log; null where it is not in this folder. */
  log: number | null
  /** When `monitor backup` last copied this folder; null for never. */
  backed_up_at: string | null
}

/** One entry of the log as it was stored. */
export interface EntrySaid {
  /** Stream and number. */
  position: string
  received_at: string
  /** client or server. */
  source: string
  /** The stored bytes, read as JSON. */
  content: unknown
}

/** An entry of the log as it was stored; its digest covers it and everything before it in its stream. */
export interface EvidenceEntry {
  position: string
  received_at: string
  source: string
  /** Hex. */
  digest: string
  content: unknown
}

/** The case with the entries on which it rests. */
export interface EvidenceSaid {
  case: CaseSaid
  entries: EvidenceEntry[]
  /** Positions at which the log has nothing. */
  missing: string[]
}

/** How one check came out for one group of 20 people at least; `group` is empty for everybody on the platform. */
export interface FaceGroup {
  check: 'liveness' | 'comparison' | 'photo'
  group: string
  checks: number
  people: number
  /** By outcome: count, share, and its 95 % interval. */
  outcomes: Record<string, Record<string, number>>
}

/** The face service. */
export interface FaceServiceSaid {
  waiting: number
  working: number
  /** How long the oldest job has waited. */
  oldest_seconds: number
  /** The models in force; empty when the service does not answer. */
  models: Record<string, string>
  /** What the active models protect from, in both languages. */
  protection: Record<string, string>
}

/** Face checks on one platform. */
export interface FacesSaid {
  groups: FaceGroup[]
}

/** Something that is wrong: row 0 is the whole file or sheet, and an identity number is never repeated. */
export interface FaultSaid {
  sheet: string
  row: number
  column: string
  value: string
  code: string
  message: Record<string, string>
  remedy: Record<string, string>
}

/** What happened in a time or an area. */
export interface FiguresSaid {
  /** certified, held, void, not_counted, incomplete, in_progress: how many class hours. */
  hours: Record<string, number>
  /** Classes that began. */
  classes: number
  /** People in them. */
  trainings: number
  /** Those of them in classes for manufacturing (KPI-01). */
  manufacturing: number
  certificates: number
  /** Specific-ability and completion certificates among them (KPI-02). */
  low_certificates: number
}

/** One thing that a rule found; `start` and `end` are server ms, media positions ms of `lesson`. */
export interface Finding {
  rule: 'background_play' | 'blacklisted' | 'chain_broken' | 'clock_ran_fast' | 'concurrent_play' | 'concurrent_unproven' | 'cross_platform_play' | 'event_conflict' | 'face_check_not_passed' | 'fast_forward' | 'identity_failed' | 'identity_in_person' | 'identity_uncertain' | 'identity_unproven' | 'incident' | 'incomplete' | 'liveness_unavailable' | 'not_catalogued' | 'not_connected' | 'not_eligible' | 'not_enrolled' | 'not_recognised' | 'out_of_order' | 'photo_missing' | 'platform_blacklisted' | 'platform_exited' | 'platform_under_examination' | 'popup_automation' | 'popup_gap' | 'popup_missed' | 'popup_not_held' | 'practical_online' | 'rate_falsified' | 'reference_unconfirmed' | 'seek_forward' | 'seen_in_classroom' | 'suspended' | 'unapproved_video' | 'visibility_falsified' | 'fast_forward_prevented' | 'multi_window_prevented' | 'popup_gap_prevented'
  code: string
  clause: Record<string, string>
  basis: 'plan' | 'project'
  severity: 'gate' | 'hold' | 'info' | 'not_certified' | 'rewatch' | 'void'
  fault?: 'none' | 'platform' | 'trainee'
  grade?: 'E1' | 'E2' | 'E3' | 'E4' | 'E5'
  message: Record<string, string>
  advice: Record<string, string>
  start?: number
  end?: number
  lesson?: string
  media_from?: number
  media_to?: number
  measured?: number
  evidence?: string[]
  cured?: boolean
}

/** Whom the number fits. */
export interface Found {
  people: PersonFound[]
  /** There are more than these 20; only the identity number tells them apart. */
  more: boolean
}

/** One camera of an attempt: `code` is camera, camera_unnamed or camera_drawn; label and kind as the browser said. */
export interface Hint {
  code: string
  text: Record<string, string>
  label: string
  kind: string
  at: number
  where: string
}

/** What people did about a result, with the log position of the entry. */
export interface HistoryStep {
  kind: 'appeal' | 'decision' | 'notice' | 'term_end'
  at: number
  entry: string
  by?: string
  party?: string
  text?: string
  old?: 'certified' | 'held' | 'in_progress' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform' | 'void_platform' | 'void_trainee' | ''
  new?: 'certified' | 'held' | 'in_progress' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform' | 'void_platform' | 'void_trainee' | ''
  until?: number
  ground?: string
  proof?: string[]
}

/** Where a trainee stands in the class under the 40 % that may be learned online (ONL-01). */
export interface HoursSaid {
  allowed: number
  counted: number
  left: number
  held: number
  /** Valid hours that the cap does not let count. */
  beyond: number
}

/** An institution and its office. */
export interface InstitutionSaid {
  institution: string
  title: string
  office: string | null
}

/** For whom an invitation is, and what goes into the authenticator app. */
export interface InvitationSaid {
  viewer: ViewerSaid
  /** To type into the app (base32). */
  secret: string
  /** The same for a QR code. */
  link: string
  expires_at: string
}

/** From the address that the administrator handed out. */
export interface InvitationToken {
  token: string
}

/** What the person opens, once, within 72 hours; it is shown this once. */
export interface Invited {
  url: string
  expires_at: string
}

/** A reviewer's decision about an attempt. */
export interface Judgement {
  outcome: 'restored' | 'not_certified' | 'void_platform' | 'void_trainee'
  reason: string
  /** For void_trainee: which conduct is proven. */
  ground?: '' | 'tampering' | 'identity_fraud' | 'deliberate_concurrency' | 'repeated_after_block'
  /** For void_trainee: the log positions that prove it. */
  proof?: string[]
}

/** What may be known of a key; the key itself is shown once, when it is issued. */
export interface KeySaid {
  /** Its name, which is no secret. */
  key: string
  kind: 'platform' | 'institution'
  owner: string
  scopes: ('read' | 'learn' | 'enrol' | 'content' | 'confirm' | 'object' | 'webhooks' | 'keys')[]
  label: string
  person: string
  issued_at: string
  /** When it was last used, to the hour; null for never. */
  used_at: string | null
  expires_at: string | null
  revoked_at: string | null
  live: boolean
}

/** A key that is to be issued. */
export interface KeyWanted {
  kind: 'platform' | 'institution'
  owner: string
  /** What it is good for; all of its kind if none. */
  scopes?: ('read' | 'learn' | 'enrol' | 'content' | 'confirm' | 'object' | 'webhooks' | 'keys')[]
  /** One person of an institution, who alone speaks with it. */
  person?: string
  /** What it is for, in words. */
  label?: string
  /** For how many days; 0 for no end. */
  days?: number
}

/** One person in one class, with the online hours against the cap. */
export interface LearnerSaid {
  /** The person's pseudonym. */
  trainee: string
  /** What the system calls the person from which the enrolment came. */
  external_id: string
  training_class: string
  class_title: string
  /** Whether the hours can be subsidised. */
  eligible: boolean
  /** A code, such as earlier_open; empty where the person is eligible. */
  ineligible_because: string
  online_allowed: number
  /** Certified hours, each unit once. */
  counted: number
  left: number
  /** certified, held, void, not_counted, incomplete, in_progress: how many tries at class hours. */
  outcomes: Record<string, number>
  enrolled_at: string
  left_at: string | null
}

/** One attempt at one class-hour unit. */
export interface LineSaid {
  attempt: string
  /** The person's pseudonym. */
  trainee: string
  training_class: string
  institution: string
  platform: string
  unit: string
  result: string
  result_text: Record<string, string>
  /** proposed or final. */
  stage: string
  /** The rules behind the result. */
  rules: string[]
  /** The gravest finding in words; empty when there is none. */
  reason: Record<string, string>
  credited_ms: number
  required_ms: number
  claimed: boolean
  day: string
  changed_at: string
}

/** A link to one trainee's own page; whoever holds it sees the page, so it goes to that person alone. */
export interface LinkMade {
  url: string
  expires_at: string
}

/** For how long the link is to be good. */
export interface LinkWanted {
  days?: number
}

/** A retained photo that is not where the log says. */
export interface LostPhotoSaid {
  /** The log position of its storing. */
  entry: string
  why: 'gone' | 'misnamed'
  missed_at: string
}

/** Missed hours that were made up (PRC-09). */
export interface MakeUpSaid {
  course: string
  trainee: string
  training_class: string
  starts_at: string
  ends_at: string
  recorded_ms: number
  reason: string
  /** Null until somebody decided about the reason. */
  accepted: boolean | null
}

/** A moment: `kind` popup, photo, liveness, in_person, seek, prevented, takeover, page, camera, hint. */
export interface Mark {
  kind: string
  at: number
  outcome: string
  reason?: string
  until?: number | null
  where?: string
}

/** One attempt before a reviewer. */
export interface MatterSaid {
  review: ReviewSaid
  /** What there is to do; photo is the check of a photo that the hour was asked for. */
  kinds: ('appeal' | 'identity' | 'photo' | 'hold' | 'void' | 'term')[]
  hours: HoursSaid
  /** What may be decided now, the mildest first; empty when nothing may. */
  outcomes: ('restored' | 'not_certified' | 'void_platform' | 'void_trainee')[]
  /** The viewer decided before, filed the appeal or made the link for that, so somebody else decides. */
  barred: boolean
  /** Who made the link through which the appeal was filed, if one was. */
  through: string
}

/** Content that is still to be learned, or learned again. */
export interface Missing {
  lesson: string
  media_from: number
  media_to: number
}

/** How many class hours would have another result. */
export interface Move {
  before: 'in_progress' | 'certified' | 'held' | 'void_trainee' | 'void_platform' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform'
  after: 'in_progress' | 'certified' | 'held' | 'void_trainee' | 'void_platform' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform'
  hours: number
}

/** The figures of one part of the period, or of one office. */
export interface NamedFigures {
  /** A day, a month, or an office; empty: institutions without an office below. */
  name: string
  title: string
  figures: FiguresSaid
}

/** The new key, to be read this once. */
export interface NewKey {
  secret: string
}

/** The password until now, and the next one. */
export interface NewPassword {
  old: string
  password: string
}

/** Somebody who is to have an account. */
export interface Newcomer {
  role: 'administrator' | 'office_lead' | 'reviewer' | 'auditor' | 'local_office' | 'institution' | 'helpdesk' | 'trainee'
  /** The office, institution or trainee; empty for roles that see all. */
  tenant?: string
  /** 1 to 64 letters, digits and ._@- */
  account: string
  /** The person's name; the account's unless told otherwise. */
  title?: string
}

/** What a person saw. */
export interface Note {
  text: string
}

/** The public notice of a class: since when it stands, for how long it has to, and what it shows. */
export interface NoticePage {
  postings: PostingSaid[]
  /** Whole days for which it has to be public. */
  days_wanted: number
  people: NoticedPerson[]
}

/** What trainee, institution and platform can read about a hold or a proposed void. */
export interface NoticeTold {
  /** All of it in plain sentences. */
  text: Record<string, string>
  reasons: ReasonTold[]
  given_at: string
  /** An appeal is filed before this moment. */
  appeal_until: string
}

/** What the platform is told: facts, reasons and basis. */
export interface NoticeWanted {
  text: string
  /** Its last day (in China) to answer; three whole working days at least, which is the default. */
  reply_until?: string | null
}

/** Somebody as the public sees them (FND-02). */
export interface NoticedPerson {
  /** Partly hidden. */
  person: string
  certificate: string
  online_hours: number
}

/** A report: the whole, its parts, the offices below. */
export interface OfficeReportSaid {
  period: string
  first_day: string
  last_day: string
  made_at: string
  office: ReportingOffice | null
  /** When the office handed this report in, if it is one office's. */
  reported_at: string | null
  whole: FiguresSaid
  shares: ShareSaid[]
  parts: NamedFigures[]
  offices: NamedFigures[]
}

/** An office below another. */
export interface OfficeSaid {
  office: string
  title: string
  level: 'province' | 'city' | 'county'
  parent: string | null
  /** How many belong to it itself, not to one below. */
  institutions: number
}

/** All offices, by name. */
export interface OfficesSaid {
  offices: OfficeSaid[]
}

/** Everything on the first page; of the live stream each part comes by itself when it changed. */
export interface OverviewSaid {
  /** Learners who are connected now. */
  online: number
  today: DaySaid
  /** The last fourteen days, today included. */
  days: DaySaid[]
  /** live, suspended, uncatalogued, disconnected: how many platforms. */
  platforms: Record<string, number>
  /** holds, notices, appeals, references, plans and, in the office, lessons: how many wait. */
  queues: Record<string, number>
  /** The latest attempts that were held, voided or not counted; none for an administrator. */
  newest: LineSaid[]
  /** The cases against platforms with the latest steps; none for an administrator. */
  cases: CaseLineSaid[]
}

/** One class with all tries at its hours. */
export interface OwnClass {
  standing: OwnStanding
  hours: OwnHour[]
}

/** One try at a class hour. */
export interface OwnHour {
  attempt: string
  unit: string
  platform: string
  result: string
  result_text: Record<string, string>
  credited_ms: number
  required_ms: number
  completed_at: string | null
  reasons: OwnReason[]
  lost: OwnLoss[]
  /** What to do now. */
  next: Record<string, string>
  history: OwnStep[]
  /** An appeal may be filed before this moment; null: none may. */
  appeal_until: string | null
  /** The last day on which it may be filed, in words. */
  appeal_day: Record<string, string>
  certificate: boolean
}

/** Content that was played and did not count. */
export interface OwnLoss {
  ms: number
  why: Record<string, string>
}

/** All that a trainee sees. */
export interface OwnPage {
  trainee: string
  face: 'none' | 'unverified' | 'needs_second' | 'in_force'
  phone: 'none' | 'kept' | 'taken_back'
  classes: OwnClass[]
  make_ups: MakeUpSaid[]
  consents: ConsentSaid[]
  consent_version: string
  consent_text: Record<string, string>
  /** Whether consents and phone number can be changed here. */
  may_change: boolean
}

/** Why it is so, and what to do about it. */
export interface OwnReason {
  message: Record<string, string>
  advice: Record<string, string>
  start: string | null
  end: string | null
}

/** Where one stands in a class. */
export interface OwnStanding {
  training_class: string
  class_title: string
  /** Whether the hours can be subsidised. */
  eligible: boolean
  /** Whole class hours that may be learned online (ONL-01). */
  online_allowed: number
  counted: number
  left: number
  /** When one left the class. */
  left_at: string | null
}

/** What people did about the result. */
export interface OwnStep {
  at: string
  text: Record<string, string>
}

/** A rule pack without its numbers. */
export interface PackSaid {
  name: string
  version: string
  hash: string
  title: Record<string, string>
  purpose: 'real' | 'demonstration'
  hour_policy: 'restorative' | 'strict'
  effective_from: string
  effective_to: string
  /** Whether hours that begin now are learned under it. */
  in_force: boolean
}

/** All packs that are installed: shipped ones, and those that ever judged here. */
export interface PacksSaid {
  packs: PackSaid[]
}

export interface PageOfAccessSaid {
  items: AccessSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfClassSaid {
  items: ClassSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfEntrySaid {
  items: EntrySaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfInstitutionSaid {
  items: InstitutionSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfKeySaid {
  items: KeySaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfLearnerSaid {
  items: LearnerSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfLineSaid {
  items: LineSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfMakeUpSaid {
  items: MakeUpSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfPlatformLineSaid {
  items: PlatformLineSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfProposalSaid {
  items: ProposalSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfRecordingSaid {
  items: RecordingSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfSubsidyClaimSaid {
  items: SubsidyClaimSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfUserSaid {
  items: UserSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfVideoSaid {
  items: VideoSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfWaitingFaceSaid {
  items: WaitingFaceSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfWaitingSaid {
  items: WaitingSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

/** A person by the name that everything else here uses, and in which classes, to ask the caller about. */
export interface PersonFound {
  trainee: string
  /** Their titles. */
  classes: string[]
}

/** Somebody's classes, consents and make-up courses, as far as the viewer may see them. */
export interface PersonSaid {
  trainee: string
  registered_at: string
  blacklisted: boolean
  /** How the reference picture stands (K5). */
  face: 'none' | 'unverified' | 'needs_second' | 'in_force'
  /** Whether a keyed hash of a phone number is kept (PRV-06). */
  phone: 'none' | 'kept' | 'taken_back'
  enrolments: LearnerSaid[]
  consents: ConsentSaid[]
  make_ups: MakeUpSaid[]
}

/** Which photo somebody wants to see, and why. */
export interface PhotoLook {
  where: string
  reason: string
  /** The number of the matter. */
  case: string
}

/** A retained photo of an attempt. */
export interface PhotoSaid {
  /** The log position of its storing, by which it is opened. */
  where: string
  stored_at: string
  sha256: string
  /** Null while the file is kept. */
  deletion: DeletionSaid | null
  /** Whether the private key that opens it is here (K13), and the file is kept. */
  openable: boolean
}

/** All that is drawn of one attempt, except what the verdict says. */
export interface Picture {
  windows: ([number, number])[]
  slices: Slice[]
  bands: Band[]
  gaps: Band[]
  marks: Mark[]
}

/** A stretch of a video, in ms of it. */
export interface PieceSaid {
  lesson: string
  start_ms: number
  end_ms: number
}

/** A proposed plan before whoever decides about it. */
export interface PlanMatterSaid {
  line: ProposalSaid
  total_class_hours: number
  /** Told within the office alone. */
  decided_by: string
  document: string
  /** Why it was declined. */
  reason: string
  units: UnitSaid[]
  /** In the order of the plan. */
  videos: VideoSaid[]
  /** Null for a new class, and once somebody decided. */
  changes: ChangesSaid | null
}

/** A platform in the list. */
export interface PlatformLineSaid {
  platform: string
  title: string
  state: 'suspended' | 'uncatalogued' | 'disconnected' | 'live'
  /** Open cases. */
  cases: CaseLineSaid[]
}

/** What is on record about one platform. */
export interface PlatformSaid {
  platform: string
  title: string
  state: 'suspended' | 'uncatalogued' | 'disconnected' | 'live'
  blacklisted: boolean
  catalogue: TimeSaid[]
  connections: TimeSaid[]
  suspensions: TimeSaid[]
  /** All cases, the latest first. */
  cases: CaseSaid[]
  probes: ProbeSaid[]
  /** Videos that wait for approval, 100 at most. */
  lessons: WaitingLesson[]
}

/** A role, and whose data it sees. */
export interface Post {
  role: 'administrator' | 'office_lead' | 'reviewer' | 'auditor' | 'local_office' | 'institution' | 'helpdesk' | 'trainee'
  /** The office, institution or trainee; empty for roles that see all. */
  tenant?: string
}

/** A public notice and its days (Asia/Shanghai). */
export interface PostingSaid {
  posted_on: string
  taken_down_on: string | null
}

/** A test account tried one disqualifier, so often, and so often the platform let it happen. */
export interface ProbeSaid {
  disqualifier: 'D1' | 'D2' | 'D3' | 'D4' | 'D5' | 'D6' | 'evidence_missing'
  /** The document that allowed it. */
  authority: string
  by: string
  procedure: string
  /** Of the last repetition. */
  at: string
  repetitions: number
  allowed: number
}

/** A proposed plan in the list. */
export interface ProposalSaid {
  proposal: string
  training_class: string
  class_title: string
  institution: string
  version: string
  /** platform/NAME or institution/NAME. */
  proposed_by: string
  proposed_at: string
  state: 'proposed' | 'approved' | 'refused'
  decided_at: string | null
  videos: number
  /** Videos that the office has not approved by now (ONL-12). */
  waiting: number
}

/** Why: the finding's code and its words. */
export interface Reason {
  code: string
  message: Record<string, string>
}

/** What somebody thinks of the reason for missing hours. */
export interface ReasonJudged {
  /** Whether it is a good one (PRC-09). */
  accepted: boolean
}

/** A finding behind a notice: what was found, when, and which entries of the log show it. */
export interface ReasonTold {
  code: string
  clause: string
  message: Record<string, string>
  advice: Record<string, string>
  start: string | null
  end: string | null
  evidence: string[]
}

/** A recording; the video itself stays with the system from which its entry came. */
export interface RecordingSaid {
  recording: string
  training_class: string
  source_system: string
  starts_at: string
  ends_at: string
  deleted_on: string | null
  /** Null until somebody looked. */
  shows_all: boolean | null
  reviewed_by: string
  reviewed_at: string | null
  /** Recordings of this class that do not show all trainees. */
  strikes: number
  /** With one more the class loses its subsidy (PRC-06). */
  strikes_allowed: number
}

/** What somebody saw who looked at a recording. */
export interface RecordingSeen {
  /** Whether it shows all trainees (PRC-06). */
  shows_all: boolean
}

/** A picture from which a face was enrolled. */
export interface Reference {
  reference: number
  trainee: string
  /** Of a forgotten one there is nothing to compare with any more: the trainee is enrolled again. */
  state: 'unverified' | 'needs_second' | 'in_force' | 'forgotten'
  /** Pictures with the same number were handed in together. */
  enrolment: number
  supplied_by: string
  sha256: string
}

/** Why a plan is declined. */
export interface Refused {
  reason: string
}

/** What became of a table. */
export interface ReportSaid {
  kind: string
  /** Rows that could be read. */
  rows: number
  imported: boolean
  fault_count: number
  /** At most 1,000 of them. */
  faults: FaultSaid[]
  /** What is new, by what it is. */
  stored: Record<string, number>
}

/** An office about whose area one may ask. */
export interface ReportingOffice {
  office: string
  title: string
  level: string
}

/** How the matter of one attempt stands. */
export interface ReviewSaid {
  attempt: string
  trainee: string
  training_class: string
  unit: string
  platform: string
  outcome: 'in_progress' | 'certified' | 'held' | 'void_trainee' | 'void_platform' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform'
  outcome_text: Record<string, string>
  stage: string
  fault: string
  notice: NoticeTold | null
  history: StepTold[]
}

/** How long the old key goes on beside the new one. */
export interface Rotation {
  overlap_hours?: number
}

/** Whose numbers were applied. */
export interface RulesSaid {
  name: string
  version: string
  hash: string
}

/** A share of the calendar year so far, and whether it is as the plan wants it. */
export interface ShareSaid {
  clause: string
  outcome: string
  message: Record<string, string>
}

/** Evidence that the platform allows a disqualifier. */
export interface Signal {
  source: 'probe' | 'production' | 'photo_times' | 'photo_audit' | 'photo_copies' | 'order'
  /** A: shown by a probe; B: seen in real sessions; C: told by a document. */
  grade: 'A' | 'B' | 'C'
  at: string
  first_evidence_at: string
  /** How many different people the evidence comes from. */
  trainees: number
  /** How many claimed hours were looked at. */
  hours: number
  /** How often the platform stopped something in them, which speaks for it. */
  prevented: number
  /** Attempts for which credit was claimed in spite of it. */
  attempts: string[]
  /** Log positions; of an order the number of its document. */
  evidence: string[]
}

/** Who signed, and when. */
export interface SignatureSaid {
  signed_by: string
  signed_at: string
}

/** Who is signed in, and what this person may do. */
export interface SignedIn {
  viewer: ViewerSaid
  /** Goes with every write, as X-CSRF-Token. */
  csrf: string
  /** What the role may call, each as method and path. */
  operations: string[]
  /** Of the rules in force: certification or demonstration. */
  purpose: string
}

/** A stretch of a lesson that belongs to the unit, and where it begins on the unit's own axis (ms). */
export interface Slice {
  lesson: string
  start: number
  end: number
  offset: number
}

/** Who calls, by one of two numbers; either is compared as a keyed hash and not kept. */
export interface Sought {
  /** All 18 characters; or else */
  identity_number?: string | null
  /** a phone number, with or without +86, which several may share. */
  phone?: string | null
}

/** One entry of the case, in the order of the log. */
export interface StepSaid {
  step: string
  at: string
  entry: string
  by?: string
  text?: string
}

/** One entry: a notice, an appeal, a decision with old and new value, or the end of a term. */
export interface StepTold {
  kind: string
  at: string
  /** Its log position. */
  entry: string
  text: Record<string, string>
  by: string
  party: string
  old: string
  new: string
}

/** All clauses about one subject. */
export interface SubjectGates {
  kind: 'class' | 'enrolment' | 'platform' | 'institution' | 'office'
  /** An enrolment is "trainee/class". */
  subject: string
  rules: RulesSaid
  answers: Answer[]
}

/** A claim for a class's subsidy (FND-01). */
export interface SubsidyClaimSaid {
  claim: string
  training_class: string
  entered_by: string
  entered_at: string
  /** How much for each person, in fen. */
  person_fen: number | null
  signatures: SignatureSaid[]
  signatures_wanted: number
  /** Whether the viewer neither entered it nor has signed it. */
  signable: boolean
}

/** This collector now. */
export interface SystemSaid {
  version: string
  rules: string
  /** Learners who are connected. */
  online: number
  /** People whose hours are being judged. */
  judging: number
  /** What waits for people, as on the first page. */
  queues: Record<string, number>
  /** Since when the oldest of a queue has waited, where one waits. */
  oldest: Record<string, string>
  faces: FaceServiceSaid
  disk: DiskSaid
  /** Whether the private key that opens photos is here (K13). */
  opens_photos: boolean
  /** How often the event log could not store or read since the start. */
  log_failures: number
  /** How late the event loop came to its last timer of one second. */
  lag_seconds: number
  /** Messages to platforms and institutions that were given up since the start. */
  dead_webhooks: number
  /** Messages that nobody has sent a minute after their time. */
  overdue_webhooks: number
  /** What is wrong, in both languages; empty when nothing is. */
  troubles: (Record<string, string>)[]
}

/** Calendar days (Asia/Shanghai), both included; without a last one it goes on. */
export interface TimeSaid {
  first_on: string
  last_on: string | null
}

/** Something that people did about the result, in words, and its log position. */
export interface Told {
  at: number
  text: Record<string, string>
  entry: string
}

/** How far a trial is, and what it found so far; nothing of it is stored. */
export interface TrialSaid {
  trial: number
  pack: PackSaid
  since: string
  until: string
  by: string
  state: 'running' | 'done' | 'stopped' | 'failed'
  started_at: string
  ended_at: string | null
  /** How many learned in that time. */
  people: number
  /** How many of them are done. */
  judged: number
  /** How many could not be judged. */
  skipped: number
  /** The class hours of that time by their result now. */
  hours: Record<string, number>
  moves: Move[]
  /** All class hours with another result. */
  changed: number
  /** 500 of them at most. */
  changes: ChangeSaid[]
}

/** Which rules are to be tried on which days (Asia/Shanghai, both included); the last thirty if none are named. */
export interface TrialWanted {
  /** Of an installed pack; or else */
  hash?: string | null
  /** the text of a pack that is not installed. */
  toml?: string
  first_day?: string | null
  last_day?: string | null
}

/** The latest trials since the collector began, the latest first. */
export interface TrialsSaid {
  trials: TrialSaid[]
}

/** An hour whose result became another one. */
export interface TurnSaid {
  attempt: string
  unit: string
  before: Record<string, string>
  after: Record<string, string>
}

/** A class hour of a plan, put together from stretches of videos. */
export interface UnitSaid {
  unit: string
  hour_type: 'theory' | 'practical'
  duration_ms: number
  pieces: PieceSaid[]
  /** Against the plan in force; null where there is none to compare with. */
  change: 'new' | 'changed' | 'same' | null
}

/** An account as the administrator sees it. */
export interface UserSaid {
  account: string
  title: string
  role: 'administrator' | 'office_lead' | 'reviewer' | 'auditor' | 'local_office' | 'institution' | 'helpdesk' | 'trainee'
  role_text: Record<string, string>
  tenant: string
  state: 'invited' | 'active' | 'ended'
  created_by: string
  created_at: string
  ended_at: string | null
  /** Until when tries from strange browsers are refused, if they are. */
  locked_until: string | null
  /** How many sign-ins last. */
  visits: number
}

/** What one attempt at one class-hour unit is worth, by which rules, on which entries. */
export interface Verdict {
  attempt: string
  unit: string
  trainee: string
  training_class: string
  platform: string
  result: 'certified' | 'held' | 'in_progress' | 'not_certified' | 'not_counted_cap' | 'not_counted_platform' | 'void_platform' | 'void_trainee'
  stage?: 'final' | 'proposed'
  fault?: 'none' | 'platform' | 'trainee'
  findings?: Finding[]
  credited_ms: number
  required_ms: number
  completed_at?: number | null
  claimed?: boolean
  missing?: Missing[]
  ledger?: CreditSpan[]
  history?: HistoryStep[]
  rule_pack: string
  rule_pack_version: string
  rule_pack_hash: string
  purpose: string
  heads: Record<string, string>
}

/** By which document a video is approved. */
export interface VideoApproval {
  document: string
}

/** A video of a plan as it is registered by now. */
export interface VideoSaid {
  lesson: string
  title: string
  course: string
  course_title: string
  course_type: 'specialty' | 'general'
  /** Whose course it is: platform/NAME or institution/NAME; empty for the office. */
  owner: string
  ordinal: number
  duration_ms: number
  content_hash: string
  approved: boolean
  approved_on: string | null
  document: string
  /** Null where nobody knows. */
  proposed_at: string | null
  /** new or same; null where there is no plan to compare with. */
  change: 'new' | 'changed' | 'same' | null
}

/** A person as the console shows one. */
export interface ViewerSaid {
  account: string
  title: string
  role: string
  role_text: Record<string, string>
  /** Whose data the person sees: an office, an institution, a trainee; empty for all. */
  tenant: string
}

/** A sign-in that lasts. */
export interface VisitSaid {
  visit: string
  opened_at: string
  /** When it was last used, to the minute. */
  seen_at: string
  address: string
  /** What the browser says of itself. */
  browser: string
  /** Whether it is the one that asks. */
  here: boolean
}

/** Where one is signed in. */
export interface VisitsSaid {
  visits: VisitSaid[]
}

/** What came of it. */
export interface Vouched {
  /** False while a second, different person is needed (K5, K6). */
  in_force: boolean
}

/** Somebody whose pictures nobody has confirmed yet. */
export interface WaitingFaceSaid {
  trainee: string
  supplied_by: string
  since: string
  pictures: number
}

/** A video of a plan that the platform proposed, which the office has not approved. */
export interface WaitingLesson {
  lesson: string
  course: string
  ordinal: number
  duration_ms: number
  training_class: string
  proposal: string
  proposed_at: string
}

/** An attempt that waits for a person, or for the end of its term. */
export interface WaitingSaid {
  line: LineSaid
  /** What there is to do; photo is the check of a photo that the hour was asked for. */
  kinds: ('appeal' | 'identity' | 'photo' | 'hold' | 'void' | 'term')[]
  /** noticed, appealed or decided. */
  state: string
  noticed_at: string
  appeal_until: string
}

/** What may stand behind a result. */
export const RULES = {
  fast_forward: { 'zh-CN': "快进播放", en: "fast-forward play" },
  seek_forward: { 'zh-CN': "向前拖拽", en: "seek forward" },
  rate_falsified: { 'zh-CN': "倍速与所报不符", en: "rate other than reported" },
  concurrent_play: { 'zh-CN': "多窗口学习", en: "several windows" },
  concurrent_unproven: { 'zh-CN': "多窗口且无人脸比对", en: "several windows, this one without a face match" },
  cross_platform_play: { 'zh-CN': "两个平台同时学习", en: "two platforms at once" },
  background_play: { 'zh-CN': "页面不可见时播放", en: "play on a hidden page" },
  visibility_falsified: { 'zh-CN': "可见状态与所报不符", en: "not visible as reported" },
  popup_gap: { 'zh-CN': "5分钟无弹窗管控", en: "five minutes without a pop-up" },
  popup_not_held: { 'zh-CN': "弹窗时未停止播放", en: "play behind a pop-up" },
  popup_missed: { 'zh-CN': "弹窗未应答", en: "pop-up missed" },
  popup_automation: { 'zh-CN': "弹窗疑似程序作答", en: "pop-ups answered by a program" },
  liveness_unavailable: { 'zh-CN': "无人脸活体比对", en: "no face-liveness comparison" },
  face_check_not_passed: { 'zh-CN': "人脸核验未通过", en: "face check not passed" },
  identity_unproven: { 'zh-CN': "前后缺少人脸比对", en: "not between two face matches" },
  identity_uncertain: { 'zh-CN': "人脸比对不确定", en: "face comparison uncertain" },
  identity_failed: { 'zh-CN': "人脸比对多次不一致", en: "face checks failed repeatedly" },
  identity_in_person: { 'zh-CN': "须当面核验身份", en: "identity to be verified in person" },
  reference_unconfirmed: { 'zh-CN': "登记照片未确认", en: "enrolled face not confirmed" },
  out_of_order: { 'zh-CN': "未按顺序学习", en: "lessons out of order" },
  photo_missing: { 'zh-CN': "无随机留存照片", en: "no random retained photo" },
  incomplete: { 'zh-CN': "未学完", en: "incomplete" },
  not_catalogued: { 'zh-CN': "平台不在目录清单内", en: "platform not catalogued" },
  not_connected: { 'zh-CN': "平台未接入监管", en: "platform not connected" },
  suspended: { 'zh-CN': "平台已暂停", en: "platform suspended" },
  platform_under_examination: { 'zh-CN': "平台正在接受核查", en: "platform under examination" },
  not_recognised: { 'zh-CN': "平台违规,结果不予认可", en: "platform in breach, not recognised" },
  platform_blacklisted: { 'zh-CN': "平台在黑名单内", en: "platform blacklisted" },
  platform_exited: { 'zh-CN': "平台已退出目录", en: "platform left the catalogue" },
  not_enrolled: { 'zh-CN': "学员未报名", en: "trainee not enrolled" },
  not_eligible: { 'zh-CN': "未满一个月间隔", en: "less than a month since the last project" },
  blacklisted: { 'zh-CN': "学员在限制名单内", en: "trainee blacklisted" },
  practical_online: { 'zh-CN': "线上实操", en: "practical hour online" },
  unapproved_video: { 'zh-CN': "视频未经审核同意", en: "video not approved" },
  seen_in_classroom: { 'zh-CN': "同时在课堂签到", en: "checked in to a classroom meanwhile" },
  chain_broken: { 'zh-CN': "证据链不完整", en: "chain of entries broken" },
  event_conflict: { 'zh-CN': "同一事件两种内容", en: "one event with two contents" },
  clock_ran_fast: { 'zh-CN': "浏览器时钟过快", en: "browser's clock ran fast" },
  incident: { 'zh-CN': "系统故障期间学习", en: "learned during an incident" },
} as const
