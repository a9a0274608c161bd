import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import 'element-plus/dist/index.css'
import { createApp } from 'vue'
import App from './App.vue'
import { Problem } from './api/client'
import { createPages } from './router'
import './style.css'
import { i18n, language, speak } from './words'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (times, error) => times < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
})

speak(language.value)
createApp(App).use(i18n).use(createPages()).use(VueQueryPlugin, { queryClient: queries }).mount('#app')
