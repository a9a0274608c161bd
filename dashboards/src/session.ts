// Who is signed in, and what this person may do.
import { computed, reactive } from 'vue'
import { ask, carry, onLost, Problem } from './api/client'
import type { Operation, SignedIn, ViewerSaid } from './api/schema'

interface State {
  asked: boolean
  said: SignedIn | undefined
}

const state = reactive<State>({ asked: false, said: undefined })

export const viewer = computed<ViewerSaid | undefined>(() => state.said?.viewer)
export const demonstration = computed(() => state.said?.purpose === 'demonstration')

/** Whether the role may call an operation; pages and buttons that it may not are not shown. */
export const may = (operation: Operation): boolean => state.said?.operations.includes(operation) ?? false

/** Whether somebody is signed in; asks the server the first time. */
export async function signedIn(): Promise<boolean> {
  if (!state.asked) await refresh()
  return state.said !== undefined
}

export async function refresh(): Promise<void> {
  try {
    state.said = await ask<SignedIn>('GET /session')
    carry(state.said.csrf)
  } catch (error) {
    if (!(error instanceof Problem && error.status === 401)) throw error
    forget()
  }
  state.asked = true
}

export async function signIn(account: string, password: string, code: string): Promise<void> {
  await ask('POST /sign-in', { body: { account, password, code } })
  await refresh()
}

export async function signOut(everywhere = false): Promise<void> {
  await ask(everywhere ? 'POST /sign-out-everywhere' : 'POST /sign-out')
  forget()
}

export function forget(): void {
  state.said = undefined
  carry('')
}

/** Calls back when a sign-in that there was is over. */
export const onSignedOut = (tell: () => void): void =>
  onLost(() => {
    if (state.said === undefined) return
    forget()
    tell()
  })
