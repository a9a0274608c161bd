import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** The classic script as it would be written now; `external` leaves a part out. */
export async function script(external = []) {
  const outputs = await build({
    mode: 'iife',
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { external } },
  })
  return [outputs].flat()[0].output[0].code
}

export const zipped = (code) => gzipSync(code, { level: 9 }).length
