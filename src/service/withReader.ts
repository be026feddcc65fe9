import type { ReaderClient } from '../pool/client/readerClient.ts'
import type { ServiceContext } from './context.ts'

/** Runs `work` with a reader of its own and ends the reader however that went. The room is loaded only here. */
export async function withReader<Result>(
  { machine, settings }: ServiceContext,
  work: (reader: ReaderClient) => Promise<Result>,
): Promise<Result> {
  const { startReader } = await import('../pool/client/readerClient.ts')
  const reader = startReader({ workers: settings.config.scan.workers ?? machine.processors })
  try {
    return await work(reader)
  } finally {
    await reader.close()
  }
}
