// A list from the server, page by page; the filter is in the page's address, so that a link leads to the same list.
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, ref, watch, type Ref } from 'vue'
import { ask, type Asked } from '../api/client'
import type { Operation } from '../api/schema'

interface Page<Item> {
  items: Item[]
  next?: string | null
}

type Filter = Record<string, string | undefined>

/** A list that `usePaged` keeps. */
export type Paged<Item> = ReturnType<typeof usePaged<Item>>

/** `items` of the page that is shown, and steps to the others; a changed filter begins anew.  `names` fill the path. */
export function usePaged<Item>(operation: Operation, filter: Ref<Filter>, limit = 20, names: Ref<NonNullable<Asked['names']>> = ref({})) {
  const cursors = ref<string[]>([''])
  watch([filter, names], () => (cursors.value = ['']))
  const cursor = computed(() => cursors.value.at(-1) ?? '')
  const query = useQuery({
    queryKey: computed(() => [operation, names.value, filter.value, cursor.value]),
    queryFn: ({ signal }) => ask<Page<Item>>(operation, { names: names.value, query: { ...filter.value, limit, cursor: cursor.value }, signal }),
    placeholderData: keepPreviousData,
  })
  const next = computed(() => query.data.value?.next ?? '')
  return {
    items: computed(() => query.data.value?.items ?? []),
    error: query.error,
    loading: query.isFetching,
    first: computed(() => cursors.value.length === 1),
    last: computed(() => next.value === ''),
    onward: () => void (next.value && cursors.value.push(next.value)),
    again: () => void query.refetch(),
    back: () => void (cursors.value.length > 1 && cursors.value.pop()),
  }
}
