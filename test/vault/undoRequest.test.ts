import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentRowKey } from '../../src/codec/keys.ts'
import { undoChainMax } from '../../src/domain/actingLimits.ts'
import type { Operation } from '../../src/domain/operation.ts'
import { operationOperations, requireOperation } from '../../src/store/operations.ts'
import { undoRequest } from '../../src/vault/undoRequest.ts'
import type { UndoTerms, VaultContext } from '../../src/vault/vault.ts'
import { type MovableClock, movableClock } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { cleaning, memoryDatabases, oidOf, quarantine, runOne, vaultOn } from './vaultRig.ts'

const bad = '<?php /* bad */ one();\n'
const dayMs = 86_400_000
const terms: UndoTerms = {
  expected: 'as-left',
  privileged: 'strip',
  scan: null,
  cause: 'manual',
  initiator: { uid: 0 },
}

let page: string
let clock: MovableClock
let vault: VaultContext

beforeEach(async () => {
  const site = scratchDirectory()
  page = join(site, 'page.php')
  writeFileSync(page, bad)
  clock = movableClock()
  vault = await vaultOn(await memoryDatabases(site), { clock })
})

async function refusalOf(operation: Operation): Promise<unknown> {
  const asked = await undoRequest(vault, await requireOperation(vault.store.meta, operation.id), terms)
  return asked.kind === 'refused' ? asked.code : asked.kind
}

describe('an operation cannot be undone', () => {
  it('once its time is over: 14 days, of a quarantine 90', async () => {
    const cleaned = await runOne(vault, cleaning(page, bad, 'good'))
    const taken = await runOne(vault, quarantine(page, 'good'))
    clock.advance(14 * dayMs - 60_000)
    expect(await refusalOf(cleaned)).toBe('undo')
    clock.advance(120_000)
    expect([await refusalOf(cleaned), await refusalOf(taken)]).toEqual(['HF_ORIGINAL_EXPIRED', 'undo'])
    clock.advance(76 * dayMs)
    expect(await refusalOf(taken)).toBe('HF_ORIGINAL_EXPIRED')
  })

  it('and the undo of the undo of a quarantine keeps its file as long as a quarantine does', async () => {
    let operation = await runOne(vault, quarantine(page, bad))
    for (let i = 0; i < 2; i += 1) {
      const request = await undoRequest(vault, operation, terms)
      if (request.kind === 'refused') throw new Error(request.why)
      operation = await runOne(vault, request)
    }
    expect(existsSync(page)).toBe(false)
    clock.advance(80 * dayMs)
    expect(await refusalOf(operation)).toBe('undo')
  })

  it('at the end of a chain of undoings that is as long as one is followed', async () => {
    const first = await runOne(vault, quarantine(page, bad))
    const chain = Array.from({ length: undoChainMax - 1 }, (_, i): Operation => {
      const id = first.id + i + 1
      return { ...first, id, kind: 'undo', undoes: id - 1 }
    })
    await vault.store.meta.batch(
      chain.flatMap((operation) => operationOperations(operation, null)),
      { sync: true },
    )
    const [last, before] = chain.reverse()
    expect([await refusalOf(before!), await refusalOf(last!)]).toEqual(['undo', 'HF_NOT_UNDOABLE'])
  })

  it('when it was refused, or undone already', async () => {
    expect(await refusalOf(await runOne(vault, quarantine(page, 'other')))).toBe('HF_NOT_UNDOABLE')
    const done = await runOne(vault, quarantine(page, bad))
    const request = await undoRequest(vault, done, terms)
    if (request.kind === 'refused') throw new Error(request.why)
    await runOne(vault, request)
    expect(await refusalOf(done)).toBe('HF_NOT_UNDOABLE')
  })

  it('when its bytes were taken out of the store', async () => {
    const done = await runOne(vault, quarantine(page, bad))
    await vault.store.meta.batch([{ type: 'del', key: contentRowKey(oidOf(bad)) }], { sync: true })
    expect(await refusalOf(done)).toBe('HF_NOT_KEPT')
  })

  it('by a request that finds another file there, unless that is wanted', async () => {
    const done = await runOne(vault, cleaning(page, bad, 'good'))
    writeFileSync(page, 'edited')
    const strict = await undoRequest(vault, done, terms)
    const anyway = await undoRequest(vault, done, { ...terms, expected: 'anything' })
    if (strict.kind === 'refused' || anyway.kind === 'refused') throw new Error('refused')
    expect(await runOne(vault, strict)).toMatchObject({ outcome: 'refused', reason: 'changed' })
    expect(await runOne(vault, anyway)).toMatchObject({
      outcome: 'done',
      before: { oid: oidOf('edited') },
      after: { oid: oidOf(bad) },
    })
  })
})
