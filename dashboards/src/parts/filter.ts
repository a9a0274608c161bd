// The filter of a list lives in the page's address, so that a number elsewhere can link to the same list.
import { computed, reactive, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export type Filter = Record<string, string | undefined>

/** What the address narrows a list to, and `search`, which writes another filter there. */
export function useFilter() {
  const route = useRoute()
  const router = useRouter()
  const filter = computed<Filter>(() =>
    Object.fromEntries(Object.entries(route.query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
  )
  const search = (wanted: Filter): void =>
    void router.push({ query: Object.fromEntries(Object.entries(wanted).filter(([, value]) => value)) })
  return { filter, search }
}

/** A copy for a form to change, which follows the address. */
export function useWanted(filter: Ref<Filter>): Filter {
  const wanted = reactive<Filter>({ ...filter.value })
  watch(filter, (changed) => {
    for (const name of Object.keys(wanted)) wanted[name] = undefined
    Object.assign(wanted, changed)
  })
  return wanted
}
