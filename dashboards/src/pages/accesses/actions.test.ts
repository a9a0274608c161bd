import { afterEach, expect, test } from 'vitest'
import schema from '../../api/schema.ts?raw'
import { LANGUAGES, speak, type Language } from '../../words'
import { actionName } from './actions'

const operations = [...schema.matchAll(/^ {2}\| '(\w+ \/[^']*)'$/gm)].map(([, operation]) => operation ?? '')

afterEach(() => speak('zh-CN'))

test.each(Object.keys(LANGUAGES) as Language[])('every operation of the routes has plain words: %s', (language) => {
  speak(language)
  expect(operations).toContain('GET /accesses')
  expect(operations.filter((operation) => actionName(operation) === operation)).toEqual([])
})

test('an operation that is no more is shown as the server named it', () => {
  expect(actionName('GET /gone')).toBe('GET /gone')
})
