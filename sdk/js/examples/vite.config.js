// For the examples that are written with a bundler.  A real page says `npm i integrity-monitor` instead of the alias,
// which stands here because a lock file with a local package would carry an address.
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export default {
  base: './',
  plugins: [vue()],
  resolve: { alias: { 'integrity-monitor': process.env.SDK_MODULE ?? here('../dist/index.js') } },
  build: { outDir: 'built', rolldownOptions: { input: [here('react/index.html'), here('vue/index.html')] } },
}
