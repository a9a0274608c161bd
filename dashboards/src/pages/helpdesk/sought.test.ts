import { expect, it } from 'vitest'
import { sought } from './sought'

it.each(['13800138000', '+86 138-0013-8000', '0086 13800138000', '0371 6555 1234'])('takes %s for a phone number', (entered) => {
  expect(sought(entered)).toEqual({ phone: entered })
})

it.each(['11010519491231002X', '110105 19491231 002x', '1101051949123100'])('takes %s for an identity number', (entered) => {
  expect(sought(` ${entered} `)).toEqual({ identity_number: entered })
})
