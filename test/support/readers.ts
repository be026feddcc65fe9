import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AskedContent, ContentAnswer, ReadBatch } from '../../src/domain/job.ts'
import type { ReaderClient, ReaderOptions } from '../../src/pool/client/readerClient.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import type { Loss } from '../../src/pool/client/watch.ts'
import { byteName, bytePath } from './scratch.ts'

export interface WatchedReader extends ReaderClient {
  /** Every reader that was lost. */
  readonly losses: readonly Loss[]
}

/** A reader that is ended after the test. */
export function watchedReader(options: Partial<ReaderOptions> = {}): WatchedReader {
  const losses: Loss[] = []
  const client = startReader({ workers: 1, onIncident: (loss) => losses.push(loss), ...options })
  onTestFinished(async () => {
    await client.close()
  })
  return { ...client, losses }
}

/** Writes files and returns the batch that names them, with the sizes that a walk would have seen. */
export function writeSite(directory: string, files: Readonly<Record<string, string | Buffer>>): ReadBatch {
  mkdirSync(directory, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content)
  return {
    directories: [
      {
        path: bytePath(directory),
        files: Object.entries(files).map(([name, content]) => ({
          name: byteName(name),
          fileClass: 'generic',
          size: Buffer.byteLength(content),
          uid: 0,
        })),
      },
    ],
  }
}

/** Judge and store everything. */
export async function answerAll(asked: readonly AskedContent[]): Promise<readonly ContentAnswer[]> {
  return await Promise.resolve(asked.map(() => ({ judge: 'all', store: true })))
}
