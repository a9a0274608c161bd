// Words in both languages.  A page keeps its own beside itself: `export const t = bilingual({...})`, and says them with
// `t('key')`; what several pages say is in common.ts.
import { computed } from 'vue'
import { createI18n } from 'vue-i18n'

export type Language = 'zh-CN' | 'en'
export const LANGUAGES: Record<Language, string> = { 'zh-CN': '中文', en: 'English' }

/** A sentence as the server says it. */
export type Text = Partial<Record<string, string>>

/** Says one of its words in the language of the page; braces take values: `t('waiting', { number: 3 })`. */
export type Say<Key extends string> = (key: Key, values?: Record<string, unknown>) => string

const KEPT = 'console.language'

const remembered = (): Language => (localStorage.getItem(KEPT) === 'en' ? 'en' : 'zh-CN')

export const i18n = createI18n({ legacy: false, locale: remembered(), fallbackLocale: 'zh-CN', messages: { 'zh-CN': {}, en: {} } })

export const language = computed(() => i18n.global.locale.value as Language)

export function speak(wanted: Language): void {
  i18n.global.locale.value = wanted
  localStorage.setItem(KEPT, wanted)
  document.documentElement.lang = wanted
}

let spaces = 0

/** Chinese first; English must say the same, key by key, or it does not compile. */
export function bilingual<Key extends string>(words: { 'zh-CN': Record<Key, string>; en: Record<NoInfer<Key>, string> }): Say<Key> {
  const space = `words${spaces++}`
  for (const one of ['zh-CN', 'en'] as const) i18n.global.mergeLocaleMessage(one, { [space]: words[one] })
  return (key, values) => i18n.global.t(`${space}.${key}`, values ?? {})
}

/** What the server said, in the language of the page. */
export const said = (text: Text | undefined): string => text?.[language.value] ?? text?.['zh-CN'] ?? ''
