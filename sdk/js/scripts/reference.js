// Writes docs/sdk-reference.md from the types and comments of what the package exports; `--check` only compares.
import { readFile, writeFile } from 'node:fs/promises'
import ts from 'typescript'

const TARGET = new URL('../../../docs/sdk-reference.md', import.meta.url)
const ENTRY = `${import.meta.dirname}/../src/index.ts`

const config = ts.getParsedCommandLineOfConfigFile(`${import.meta.dirname}/../tsconfig.build.json`, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined })
const program = ts.createProgram([ENTRY, `${import.meta.dirname}/../src/globals.d.ts`], config.options)
const checker = program.getTypeChecker()

const WHOLE = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseSingleQuotesForStringLiteralType

const squeezed = (text) => text.replace(/\s+/g, ' ').trim()
const cell = (text) => squeezed(text).replaceAll('|', '\\|')
const comment = (symbol) => squeezed(ts.displayPartsToString(symbol.getDocumentationComment(checker)))
const original = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol)
const declaration = (symbol) => symbol.declarations[0]

/** A type as the sources write it, so that names stay names; computed ones as the compiler says them. */
function typeText(symbol) {
  const written = declaration(symbol)
  const type = squeezed(written.type?.getText() ?? 'keyof').replace(/^\| /, '')
  if (!/\bkeyof\b/.test(type)) return type
  const computed = ts.isTypeAliasDeclaration(written) ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbolAtLocation(symbol, written)
  const parts = computed.isUnion() ? computed.types : [computed]
  return parts.map((part) => checker.typeToString(part, undefined, WHOLE)).join(' | ')
}

const signature = (symbol) => {
  const written = declaration(symbol)
  const body = written.body ? written.getText().slice(0, written.body.getStart() - written.getStart()) : written.getText()
  return squeezed(body.replace(/^export (declare )?/, '')).replace(/^function /, '')
}

function member(symbol) {
  const text = ts.isMethodDeclaration(declaration(symbol)) ? signature(symbol) : typeText(symbol)
  const optional = symbol.flags & ts.SymbolFlags.Optional ? '?' : ''
  const said = comment(symbol)
  if (!said && symbol.name !== 'type') throw new Error(`${text}: the member ${symbol.name} has no comment that says what it is`)
  return `| \`${symbol.name}${optional}\` | \`${cell(text)}\` | ${cell(said)} |`
}

const table = (members) => ['| member | type | |', '| --- | --- | --- |', ...members.map(member)].join('\n')

/** What stands under the heading of one export. */
function body(symbol) {
  if (symbol.flags & ts.SymbolFlags.Function) return `\`\`\`ts\n${signature(symbol)}\n\`\`\``
  if (symbol.flags & ts.SymbolFlags.Variable) return `\`\`\`ts\nconst ${symbol.name}: ${typeText(symbol)}\n\`\`\``
  const type = checker.getDeclaredTypeOfSymbol(symbol)
  const members = type.flags & ts.TypeFlags.Object ? checker.getPropertiesOfType(type) : []
  const declared = members.length > 0 && members.every((one) => one.declarations)
  return declared ? table(members) : `\`\`\`ts\ntype ${symbol.name} = ${typeText(symbol)}\n\`\`\``
}

function section(exported) {
  const symbol = original(exported)
  const said = comment(symbol)
  if (!said) throw new Error(`${exported.name}: exported without a comment that says what it is`)
  return `## ${exported.name}\n\n${said}\n\n${body(symbol)}\n`
}

function reference() {
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(ENTRY)))
  const functionsFirst = (symbol) => (original(symbol).flags & ts.SymbolFlags.Value ? 0 : 1)
  const ordered = exports.toSorted((a, b) => functionsFirst(a) - functionsFirst(b) || a.name.localeCompare(b.name))
  const head = '# SDK reference\n\nMade from the sources by `make documents`; how to begin is in [sdk/js/README.md](../sdk/js/README.md).\n'
  return [head, ...ordered.map(section)].join('\n')
}

const text = reference()
if (!process.argv.includes('--check')) await writeFile(TARGET, text)
else if ((await readFile(TARGET, 'utf8').catch(() => '')) !== text) {
  console.error('docs/sdk-reference.md is not current: run `make documents` and commit it')
  process.exitCode = 1
}
