// A browser's name out of the long line that it says of itself.
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, '微信 WeChat'],
  [/Edg(?:A|iOS)?\//, 'Edge'],
  [/(?:OPR|Opera)\//, 'Opera'],
  [/(?:Firefox|FxiOS)\//, 'Firefox'],
  [/(?:Chrome|CriOS)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
]
const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

const first = (names: [RegExp, string][], line: string): string => names.find(([sign]) => sign.test(line))?.[1] ?? ''

/** Such as "Chrome · Windows"; the line's beginning where it says neither, empty where it says nothing. */
export const browserName = (line: string): string =>
  [first(BROWSERS, line), first(SYSTEMS, line)].filter(Boolean).join(' · ') || line.slice(0, 40)
