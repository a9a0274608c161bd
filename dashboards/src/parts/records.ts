// A list of records on which a person may say a word: judge a recording or a reason, sign a claim.
import { computed } from 'vue'
import { ask, type Asked } from '../api/client'
import type { Operation } from '../api/schema'
import { may } from '../session'
import { useAttempt } from './attempt'
import { useFilter } from './filter'
import { usePaged } from './paged'

/** The records that the address asks for; `word` sends one and looks again, and whoever may has the column `act`. */
export function useRecords<Item, Fact extends string>(listed: Operation, said: Operation, facts: readonly Fact[]) {
  const { filter, search } = useFilter()
  const list = usePaged<Item>(listed, filter)
  const { error, busy, attempt } = useAttempt()

  async function word(asked: Asked): Promise<void> {
    await attempt(() => ask(said, asked))
    list.again()
  }

  const columns = computed<(Fact | 'act')[]>(() => (may(said) ? [...facts, 'act'] : [...facts]))
  return { filter, search, list, columns, error, busy, word }
}
