import type { RulePack } from '../domain/ruleset.ts'
import type { ReaderClient } from '../pool/client/readerClient.ts'

/** The reader of one run: started, with its rules, by the first batch that needs it, and by no other run. */
export interface ReaderSession {
  get(): Promise<ReaderClient>
  /** The reader when one was started. */
  started(): ReaderClient | undefined
  close(): Promise<void>
}

export function openReaderSession(
  start: () => ReaderClient,
  packs: () => Promise<readonly RulePack[]>,
): ReaderSession {
  let client: ReaderClient | undefined
  let ready: Promise<ReaderClient> | undefined
  return {
    get: () => {
      client ??= start()
      ready ??= loadInto(client, packs)
      return ready
    },
    started: () => client,
    close: async () => {
      await client?.close()
    },
  }
}

async function loadInto(
  client: ReaderClient,
  packs: () => Promise<readonly RulePack[]>,
): Promise<ReaderClient> {
  await client.loadRules(await packs())
  return client
}
