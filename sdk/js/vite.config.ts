import { defineConfig } from 'vitest/config'
import manifest from './package.json' with { type: 'json' }

// Two outputs from one source: an ES module for bundlers, whose camera part loads on demand, and one classic script
// for a <script> tag, where everything is in the one file so that one SRI hash covers it.
export default defineConfig(({ mode }) => {
  const script = mode === 'iife'
  return {
    define: { __VERSION__: JSON.stringify(manifest.version) },
    build: {
      target: 'es2022',
      minify: script,
      emptyOutDir: !script,
      lib: {
        entry: 'src/index.ts',
        name: 'IntegrityMonitor',
        formats: [script ? 'iife' : 'es'],
        fileName: () => (script ? 'integrity.iife.js' : 'index.js'),
      },
      rolldownOptions: { output: script ? { codeSplitting: false } : { chunkFileNames: '[name].js' } },
    },
    test: { environment: 'happy-dom', include: ['test/**/*.test.ts'] },
  }
})
