/** The later part as a chunk that the host's bundler splits off. */
export const loadLater = (): Promise<typeof import('./later')> => import('./later')
