import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

// Three outputs from one source.  For bundlers an ES module, whose later part is a chunk that loads after the welcome; for a
// <script> tag a classic script (`iife`) and, beside it, the later part as a file of its own (`later`).
export default defineConfig(({ mode }) => {
  const later = mode === 'later'
  const script = mode === 'iife'
  const fileName = { later: 'integrity.later.js', iife: 'integrity.iife.js' }[mode] ?? 'index.js'
  return {
    define: {
      __VERSION__: JSON.stringify(manifest.version),
      __LATER_INTEGRITY__: '"LATER_INTEGRITY"', // scripts/builds.js puts it in, when it knows it
    },
    resolve: { alias: script ? [{ find: /^.*\/later_chunk$/, replacement: `${import.meta.dirname}/src/later_script.ts` }] : [] },
    build: {
      target: 'es2022',
      minify: script || later,
      emptyOutDir: false,
      lib: {
        entry: later ? 'src/later.ts' : 'src/index.ts',
        name: 'IntegrityMonitor',
        formats: [script ? 'iife' : 'es'],
        fileName: () => fileName,
      },
      rolldownOptions: { output: script || later ? { generatedCode: { symbols: false } } : { chunkFileNames: '[name].js' } },
    },
    test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
  }
})
