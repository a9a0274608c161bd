// Something that is sent, and what came of it: busy while it is under way, an error when it failed.
import { ref } from 'vue'

export function useAttempt() {
  const error = ref<unknown>()
  const busy = ref(false)

  /** Whether the work was done; otherwise `error` says why. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    busy.value = true
    error.value = undefined
    try {
      await work()
      return true
    } catch (problem) {
      error.value = problem
      return false
    } finally {
      busy.value = false
    }
  }

  return { error, busy, attempt }
}
