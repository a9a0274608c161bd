// Made from the routes by `make documents`; do not edit.

export type Operation =
  | 'GET /attempts'
  | 'GET /attempts/{attempt}'
  | 'GET /attempts/{attempt}/entries'
  | 'POST /invitation'
  | 'POST /invitation/acceptance'
  | 'GET /overview'
  | 'GET /overview/live'
  | 'GET /session'
  | 'POST /sign-in'
  | 'POST /sign-out'
  | 'POST /sign-out-everywhere'

/** What the person chose, and that the app is set up. */
export interface Acceptance {
  token: string
  password: string
  /** What the authenticator app shows. */
  code: string
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

/** One thing that a rule found; `start` and `end` are server ms, media positions ms of `lesson`. */
export interface Finding {
  rule: string
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

/** A moment: `kind` popup, photo, liveness, in_person, seek, prevented, takeover, page, camera, hint. */
export interface Mark {
  kind: string
  at: number
  outcome: string
  reason?: string
  until?: number | null
  where?: string
}

/** Content that is still to be learned, or learned again. */
export interface Missing {
  lesson: string
  media_from: number
  media_to: number
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
  /** holds, notices, appeals, references, lessons: how many wait. */
  queues: Record<string, number>
  /** The latest attempts that were held, voided or not counted. */
  newest: LineSaid[]
}

export interface PageOfEntrySaid {
  items: EntrySaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

export interface PageOfLineSaid {
  items: LineSaid[]
  /** The cursor of the next page; null on the last one. */
  next: string | null
}

/** All that is drawn of one attempt, except what the verdict says. */
export interface Picture {
  windows: ([number, number])[]
  slices: Slice[]
  bands: Band[]
  gaps: Band[]
  marks: Mark[]
}

/** Why: the finding's code and its words. */
export interface Reason {
  code: string
  message: Record<string, string>
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

/** Something that people did about the result, in words, and its log position. */
export interface Told {
  at: number
  text: Record<string, string>
  entry: string
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

/** A person as the console shows one. */
export interface ViewerSaid {
  account: string
  title: string
  role: string
  role_text: Record<string, string>
  /** Whose data the person sees: an office, an institution, a trainee; empty for all. */
  tenant: string
}
