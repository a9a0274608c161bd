import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(path, 'utf8')
const SHEETS = globSync('src/**/*.ts').map((path) => /CSS = `([^`]*)`/.exec(read(path))?.[1] ?? '').join('')
const names = (text: string): string[] => [...new Set(text.match(/--im-[a-z-]+/g))].sort()
const DEFINED = /--im-[a-z-]+:[^;}]+/g

test('the README lists the variables that there are, and every one of them has a default and a use', () => {
  const [, looks = ''] = read('README.md').split('## Looks')
  const documented = names(looks.split('\n## ')[0] ?? '')
  expect(documented).toEqual(names(SHEETS))
  expect(documented).toEqual(names((SHEETS.match(DEFINED) ?? []).join(';')))
  expect(documented).toEqual(names((SHEETS.match(/var\([^)]+/g) ?? []).join(';')))
})

test('no colour, corner or typeface is fixed outside a variable', () => {
  expect(names(SHEETS)).toContain('--im-main')
  const rest = SHEETS.replace(DEFINED, '')
  expect(rest.match(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(|border-radius:(?!var)|font(-family)?:(?!var|inherit)|\b\d+rem\b/g)).toBeNull()
})
