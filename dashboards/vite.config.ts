import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: '/console/',
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus has components of this kind
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'false',
  },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false }, // an inline script, which our policy forbids
    assetsInlineLimit: 0, // data: addresses are forbidden, too
    chunkSizeWarningLimit: 800, // kB before gzip; scripts/size.js keeps the budget
    manifest: true,
  },
  server: { proxy: { '/console/api': 'http://127.0.0.1:8000' } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
    css: false,
  },
})
