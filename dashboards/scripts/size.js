// Prints what a first visit loads, gzipped, and what each page adds; fails above the budget.
import { checkSize, sizes } from './sizes.js'

const { first, pages } = sizes()
console.log(`first=${first}`)
for (const [page, bytes] of pages) console.log(`  +${bytes} ${page}`)
checkSize()
