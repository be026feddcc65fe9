import { deflateSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AskedContent, ReadItem } from '../../src/domain/job.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { cleanVerdict } from '../../src/domain/verdict.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { openJournal } from '../../src/journal/journal.ts'
import type { KeyValue } from '../../src/kv/keyValue.ts'
import { Committer } from '../../src/scanner/committer.ts'
import { type ContentPlan, createLedger, type Ledger, planContents } from '../../src/scanner/ledger.ts'
import { dropPlan, settledContent, settleOwned } from '../../src/scanner/settleContent.ts'
import { undecided } from '../../src/pool/client/poison.ts'
import { getContent } from '../../src/store/contents.ts'
import type { Store } from '../../src/store/store.ts'
import { getVerdicts } from '../../src/store/verdicts.ts'
import { newStore } from '../store/testStore.ts'
import { movableClock } from '../support/holdfast.ts'
import { bytePath } from '../support/scratch.ts'

const bytes = Buffer.from('the same bytes twice')
const oid = sha256(bytes)
const asked: AskedContent = {
  item: 0,
  oid,
  size: bytes.length,
  fileClass: 'generic',
  contentKind: 'text',
}
const mail = bytePath('/home/a/Maildir/cur/1')
const page = bytePath('/home/a/page.php')

describe('what a run knows of contents', () => {
  let store: Store
  let committer: Committer
  let roomBytes: number

  beforeEach(async () => {
    store = await newStore()
    roomBytes = 1000
    const clock = movableClock()
    const journal = await openJournal(store.meta, clock)
    committer = new Committer({ store, journal, clock }, () => ({ operations: [], drafts: [] }))
  })

  function newLedger(meta: KeyValue = store.meta): Ledger {
    const epoch = { id: 1, engine: 'test', limits: '', packs: [] }
    const neverKept = (path: BytePath): boolean => path.includes('Maildir')
    const keep = { kinds: 'scannable', neverKept, roomBytes } as const
    return createLedger({ store: { ...store, meta }, clock: movableClock(), epoch, keep }, committer)
  }

  async function plan(ledger: Ledger, path: BytePath): Promise<ContentPlan> {
    const [made] = await planContents(ledger, [asked], () => path)
    if (made === undefined) throw new Error('no plan')
    return made
  }

  function reply({ answer }: ContentPlan): ReadItem & { readonly state: 'read' } {
    return {
      state: 'read',
      identity: { ino: 1, size: bytes.length, mtimeMs: 1, ctimeMs: 1 },
      oid,
      contentKind: 'text',
      verdict: answer.judge === 'none' ? null : cleanVerdict,
      deflated: answer.store ? deflateSync(bytes) : null,
    }
  }

  function settle(ledger: Ledger, made: ContentPlan): void {
    settleOwned(ledger, made, reply(made))
  }

  async function keptInStore(): Promise<string | undefined> {
    await committer.flush()
    return (await getContent(store.meta, oid))?.kept
  }

  it('makes nobody wait for a verdict that was withheld for what its owner has besides', async () => {
    const ledger = newLedger()
    const poisoner = await plan(ledger, page)
    const other = await plan(ledger, bytePath('/home/b/page.php'))
    settleOwned(ledger, poisoner, { ...reply(poisoner), verdict: undecided('budget') })
    expect(await settledContent(ledger, poisoner)).toMatchObject({ verdict: { limits: ['budget'] } })
    expect(await settledContent(ledger, other)).toEqual({ state: 'lost' })
    await committer.flush()
    expect(await getVerdicts(store.meta, [asked])).toMatchObject([{ attempts: 0 }])
    const again = await plan(ledger, bytePath('/home/b/page.php'))
    expect(again.answer.judge).toBe('all')
    settle(ledger, again)
    expect(await settledContent(ledger, again)).toMatchObject({ verdict: cleanVerdict })
  })

  it('keeps a content that one path may keep, whichever path is met first', async () => {
    for (const order of [
      [mail, page],
      [page, mail],
    ] as const) {
      const ledger = newLedger()
      const plans = [await plan(ledger, order[0]), await plan(ledger, order[1])]
      for (const made of plans) settle(ledger, made)
      for (const made of plans) expect(await settledContent(ledger, made)).toMatchObject({ state: 'known' })
      expect(await keptInStore()).toBe('whole')
    }
  })

  it('does not take a kept content back when the path that may not keep it answers last', async () => {
    const ledger = newLedger()
    const first = await plan(ledger, mail)
    const second = await plan(ledger, page)
    settle(ledger, second)
    settle(ledger, first)
    expect(await settledContent(ledger, first)).toMatchObject({ hashOnly: false })
    expect(await keptInStore()).toBe('whole')
  })

  it('writes the row of the path that may not keep it when the other one fails', async () => {
    const ledger = newLedger()
    const first = await plan(ledger, mail)
    const second = await plan(ledger, page)
    dropPlan(ledger, second)
    const third = await plan(ledger, mail)
    expect(third.answer.store).toBe(false)
    settle(ledger, first)
    expect(await settledContent(ledger, first)).toMatchObject({ hashOnly: true })
    expect(await settledContent(ledger, third)).toMatchObject({ hashOnly: true })
    expect(await keptInStore()).toBe('hash-only')
  })

  it('does not judge again what another batch committed between its look into the store and its claim', async () => {
    let afterReading = async (): Promise<void> => {
      await Promise.resolve()
    }
    const ledger = newLedger({
      ...store.meta,
      getMany: async (keys) => {
        const values = await store.meta.getMany(keys)
        await afterReading()
        return values
      },
    })
    const first = await plan(ledger, page)
    afterReading = async () => {
      if (ledger.judging.size === 0) return
      settle(ledger, first)
      await committer.flush()
    }
    const second = await plan(ledger, mail)
    expect(second.answer).toEqual({ judge: 'none', store: false })
    settle(ledger, second)
    expect(await settledContent(ledger, second)).toMatchObject({ state: 'known', hashOnly: false })
    expect(await keptInStore()).toBe('whole')
  })

  it('counts the contents that found no room', async () => {
    roomBytes = 0
    const ledger = newLedger()
    const made = await plan(ledger, page)
    expect(made.answer.store).toBe(false)
    await plan(ledger, page)
    settle(ledger, made)
    expect(await keptInStore()).toBe('hash-only')
    expect(ledger.unkept).toBe(1)
  })
})
