import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

// Four outputs from one source.  For bundlers an ES module, whose later part is a chunk that loads after the welcome; for a
// <script> tag a classic script (`iife`) and, beside it, the later part as a file of its own (`later`).  For both, what
// explains the events to a developer (`debug`), which no learner loads.
export default defineConfig(({ mode }) => {
  const script = mode === 'iife'
  const alone = script || mode === 'later' || mode === 'debug'
  return {
    define: {
      __VERSION__: JSON.stringify(manifest.version),
      __LATER_INTEGRITY__: '"LATER_INTEGRITY"', // scripts/builds.js puts it in, when it knows it
    },
    resolve: { alias: script ? [{ find: /^.*\/later_chunk$/, replacement: `${import.meta.dirname}/src/later_script.ts` }] : [] },
    build: {
      target: 'es2022',
      minify: alone,
      emptyOutDir: false,
      lib: {
        entry: `src/${alone && !script ? mode : 'index'}.ts`,
        name: 'IntegrityMonitor',
        formats: [script ? 'iife' : 'es'],
        fileName: () => (alone ? `integrity.${mode}.js` : 'index.js'),
      },
      rolldownOptions: { output: alone ? { generatedCode: { symbols: false } } : { chunkFileNames: '[name].js' } },
    },
    test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
  }
})
