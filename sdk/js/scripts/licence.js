// Puts the project's licence beside package.json, from where `npm pack` takes it.
import { copyFileSync } from 'node:fs'

copyFileSync(new URL('../../../LICENSE', import.meta.url), new URL('../LICENSE', import.meta.url))
