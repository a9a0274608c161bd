// The overview as it changes: everything at first, then the parts that changed.  The browser reconnects by itself and says
// what it saw last, so that it gets what was missed; where the server ends the stream for good, we begin a new one.
import { onBeforeUnmount, reactive, ref } from 'vue'
import { address } from '../../api/client'
import type { OverviewSaid } from '../../api/schema'
import { refresh } from '../../session'

const AGAIN_MS = 5_000

export function useLiveOverview() {
  const overview = reactive<Partial<OverviewSaid>>({})
  const live = ref(false)
  const asked = ref(false)
  let source: EventSource | undefined
  let waiting: ReturnType<typeof setTimeout> | undefined

  const take = (event: MessageEvent<string>): void => {
    Object.assign(overview, JSON.parse(event.data) as Partial<OverviewSaid>)
    live.value = asked.value = true
  }

  const broke = (): void => {
    live.value = false
    asked.value = true
    if (source?.readyState !== EventSource.CLOSED) return
    waiting = setTimeout(() => void refresh().catch(() => undefined).finally(begin), AGAIN_MS)
  }

  function begin(): void {
    source = new EventSource(address('GET /overview/live'))
    source.addEventListener('everything', take)
    source.addEventListener('change', take)
    source.addEventListener('open', () => (live.value = true))
    source.addEventListener('error', broke)
  }

  begin()
  onBeforeUnmount(() => {
    clearTimeout(waiting)
    source?.close()
  })
  return { overview, live, asked }
}
