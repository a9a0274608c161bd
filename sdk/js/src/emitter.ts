/** Tells the host page what happens; a handler that throws is the host's own bug and shows in its console only. */
export class Emitter<Events extends object> {
  #handlers = new Map<keyof Events, Set<(detail: never) => void>>()

  on<Name extends keyof Events>(name: Name, handler: (detail: Events[Name]) => void): () => void {
    const handlers = this.#handlers.get(name) ?? new Set()
    this.#handlers.set(name, handlers.add(handler))
    return () => handlers.delete(handler)
  }

  emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void {
    for (const handler of [...(this.#handlers.get(name) ?? [])]) {
      try {
        ;(handler as (detail: Events[Name]) => void)(detail)
      } catch (error) {
        console.error(error)
      }
    }
  }

  clear(): void {
    this.#handlers.clear()
  }
}
