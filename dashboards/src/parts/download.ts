// Fetches a file with the page's language and hands it to the browser's downloads; what goes wrong is a `Problem`.
import { fetched, type Asked } from '../api/client'
import type { Operation } from '../api/schema'

export async function download(operation: Operation, asked: Asked = {}): Promise<void> {
  const response = await fetched(operation, asked)
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? 'file'
  save(await response.blob(), name)
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
