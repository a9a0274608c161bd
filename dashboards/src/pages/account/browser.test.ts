import { expect, test } from 'vitest'
import { browserName } from './browser'

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36'

test.each([
  [WINDOWS, 'Chrome · Windows'],
  [`${WINDOWS} Edg/126.0`, 'Edge · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1', 'Safari · iOS'],
  ['Mozilla/5.0 (Linux; Android 13) Chrome/110.0 Mobile MicroMessenger/8.0.42', '微信 WeChat · Android'],
  ['python-httpx/0.27', 'python-httpx/0.27'],
  ['', ''],
])('a browser is called what people call it: %s', (line, name) => {
  expect(browserName(line)).toBe(name)
})
