import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HoldfastError } from '../../src/domain/errors.ts'
import type { Operation } from '../../src/domain/operation.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { IgnoreChange, IgnoreRequest, IgnoreSubject } from '../../src/service/contract/ignores.ts'
import { operationOperations } from '../../src/store/operations.ts'
import { counterOperation } from '../../src/store/counters.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval, imagesAsPhp, requestCallables } from '../support/inert.ts'
import { ticketFor } from '../support/gcRig.ts'
import { quickScratchRoot } from '../support/scratch.ts'
import { everyIncident, wholeHistory } from '../support/queries.ts'
import { reopened } from '../store/testStore.ts'

describe('the ignore list', () => {
  let directory: string
  let site: BytePath
  let clock: MovableClock
  let holdfast: Holdfast

  beforeEach(async () => {
    directory = mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
    site = join(directory, 'site') as BytePath
    clock = movableClock()
    writeTree(site, {
      'a/shell.php': decodedEval,
      'b/copy.php': decodedEval,
      'b/call.php': requestCallables()[0] ?? '',
      'clean.php': '<?php echo 1;\n',
    })
    holdfast = await openTestStore(directory, clock)
    await scanPaths(holdfast, [site])
  })

  afterEach(async () => {
    await holdfast.close()
    rmSync(directory, { recursive: true, force: true })
  })

  const reopen = async (): Promise<void> => {
    await holdfast.close()
    holdfast = await openTestStore(directory, clock)
  }

  const at = (name: string): IgnoreSubject => ({
    kind: 'target',
    target: { target: Buffer.from(join(site, name)), cwd: '/' },
    width: 'place',
    rule: null,
  })

  const rulesOf = async (path: string): Promise<readonly number[]> => {
    const { verdict } = await holdfast.explain({ target: Buffer.from(join(site, path)), cwd: '/' })
    return verdict?.findings.map(({ rule }) => rule) ?? []
  }
  const ignore = async (subject: IgnoreSubject, more: Partial<IgnoreRequest> = {}): Promise<IgnoreChange> =>
    await holdfast.ignoreAdd({ subject, reason: 'ours', expiresAt: null, ...more })

  /** Names of the files that are listed as open. */
  const listed = async (): Promise<readonly string[]> => {
    const { items } = await holdfast.list(everyIncident)
    return items.map(({ path }) => path.slice(site.length + 1)).sort()
  }

  const scanned = async (): Promise<readonly string[]> => {
    const { incidents } = await scanPaths(holdfast, [site])
    return incidents.map(({ path }) => path.slice(site.length + 1)).sort()
  }

  const all = ['a/shell.php', 'b/call.php', 'b/copy.php']

  it('hides one file at once, in the list, in status and in the next scan, and nothing else', async () => {
    expect(await listed()).toEqual(all)
    const change = await ignore(at('a/shell.php'))
    expect(change.incidents).toMatchObject({
      total: 1,
      items: [{ status: 'ignored', ignore: change.ignore.id }],
    })
    expect(await listed()).toEqual(['b/call.php', 'b/copy.php'])
    const status = await holdfast.status()
    expect(status.incidents).toMatchObject({ infected: 2, ignored: 1 })
    expect(status.roots[0]).toMatchObject({ infected: 2 })
    const report = await scanPaths(holdfast, [site])
    expect(report.scan.counts).toMatchObject({ malicious: 2, judged: 0 })
    expect(await scanned()).toEqual(['b/call.php', 'b/copy.php'])
    expect((await holdfast.list({ ...everyIncident, statuses: ['ignored'] })).total).toBe(1)
    expect((await holdfast.fsck({ readData: 'all' })).problems).toEqual([])
  })

  it('shows the file again when it is edited, and when another rule finds something in it', async () => {
    await ignore(at('a/shell.php'))
    clock.advance(5000)
    writeTree(site, { 'a/shell.php': `${decodedEval}\n// edited\n` })
    expect(await scanned()).toEqual(all)
    await ignore(at('a/shell.php'))
    expect(await listed()).toEqual(['b/call.php', 'b/copy.php'])
    const source =
      'rule other { meta: description = "Other." tier = "malicious" strings: $a = "// edited" condition: $a }\n'
    writeTree(directory, { 'other.yar': source })
    await holdfast.rulesAdd({ file: join(directory, 'other.yar'), name: null, format: 'yara' })
    expect(await scanned()).toEqual(all)
    await ignore(at('a/shell.php'))
    expect(await scanned()).toEqual(['b/call.php', 'b/copy.php'])
  })

  it('of a directory hides what is below it now and later, whatever the content', async () => {
    await ignore(at('b'))
    expect(await listed()).toEqual(['a/shell.php'])
    writeTree(site, { 'b/deep/new.php': `${decodedEval}// new\n` })
    const { scan, incidents } = await scanPaths(holdfast, [site])
    expect(incidents.map(({ path }) => path)).toEqual([join(site, 'a/shell.php')])
    expect(scan.counts.malicious).toBe(1)
    expect((await holdfast.list({ ...everyIncident, statuses: ['ignored'] })).total).toBe(3)
  })

  it('of a content hides all its files, and of a rule those of the pattern', async () => {
    const subject = { ...at('a/shell.php'), width: 'content' } as IgnoreSubject
    const byContent = await ignore(subject)
    expect(await listed()).toEqual(['b/call.php'])
    await holdfast.ignoreRemove(byContent.ignore.id)
    expect(await listed()).toEqual(all)
    const rules = await rulesOf('a/shell.php')
    for (const rule of rules) await ignore({ kind: 'rule', rule, pattern: '/nowhere/**' })
    expect(await listed()).toEqual(all)
    for (const rule of rules) await ignore({ kind: 'rule', rule, pattern: `${site}/a/**` })
    expect(await listed()).toEqual(['b/call.php', 'b/copy.php'])
    for (const rule of rules) await ignore({ kind: 'rule', rule, pattern: null })
    expect(await listed()).toEqual(['b/call.php'])
  })

  it('ends by removal and by time, and then everything is open again', async () => {
    const { ignore: entry } = await ignore(at('a/shell.php'))
    expect(await holdfast.ignoreList()).toMatchObject([{ id: entry.id, reason: 'ours' }])
    const removed = await holdfast.ignoreRemove(entry.id)
    expect(removed.incidents).toMatchObject({ total: 1, items: [{ status: 'infected', ignore: null }] })
    await ignore(at('b'), { expiresAt: clock.now() + 3_600_000 })
    expect(await listed()).toEqual(['a/shell.php'])
    await reopen()
    expect(await listed()).toEqual(['a/shell.php'])
    clock.advance(3_600_001)
    await reopen()
    expect(await listed()).toEqual(all)
    expect(await holdfast.ignoreList()).toEqual([])
    const { items } = await holdfast.history({ ...wholeHistory, events: ['ignored', 'unignored'] })
    // Two entries with one and two incidents, each added and ended.
    expect(items).toHaveLength(10)
    expect((await holdfast.fsck({ readData: 'none' })).problems).toEqual([])
  })

  it('closes an ignored incident like any other when its file is clean', async () => {
    await ignore(at('a/shell.php'))
    clock.advance(5000)
    writeTree(site, { 'a/shell.php': '<?php echo 2;\n' })
    await scanPaths(holdfast, [site])
    expect((await holdfast.list({ ...everyIncident, statuses: ['resolved'] })).items).toMatchObject([
      { resolved: 'changed-clean', ignore: null },
    ])
  })

  it('does not hide what it does not cover in full', async () => {
    writeTree(site, { '.htaccess': imagesAsPhp })
    await scanPaths(holdfast, [site])
    const [incident] = (await holdfast.list({ ...everyIncident, search: '.htaccess' })).items
    const [first = 0, ...others] = await rulesOf('.htaccess')
    expect([first, ...others]).toContain(incident?.rule)
    expect(others.length).toBeGreaterThan(0)
    await ignore({ ...at('.htaccess'), rule: first })
    for (const rule of others) {
      expect(await listed()).toContain('.htaccess')
      await ignore({ kind: 'rule', rule, pattern: null })
    }
    expect(await listed()).not.toContain('.htaccess')
  })

  it('names the operations that only a false alarm has caused', async () => {
    const rule = (await holdfast.list(everyIncident)).items[0]?.rule ?? 0
    await holdfast.close()
    const path = join(site, 'a/shell.php') as BytePath
    const oid = sha256(Buffer.from(decodedEval))
    const ticket = ticketFor({ path, oid, startedAt: clock.now(), undoableUntil: clock.now() + 1e9 })
    const operations: Operation[] = [
      { ...ticket, id: 1, rules: [rule] },
      { ...ticket, id: 2, rules: [rule, 4711] },
      { ...ticket, id: 3, rules: [rule], undoneBy: 9 },
      { ...ticket, id: 4, rules: [rule], kind: 'restore' },
      { ...ticket, id: 5, rules: [rule], undoableUntil: clock.now() - 1 },
    ]
    const store = await reopened(join(directory, 'store'))
    const rows = operations.flatMap((operation) => operationOperations(operation, null))
    await store.meta.batch([counterOperation('operation', 5), ...rows], { sync: true })
    await store.close()
    holdfast = await openTestStore(directory, clock)
    const { caused } = await ignore({ kind: 'rule', rule, pattern: null })
    expect(caused.map(({ id }) => id)).toEqual([1])
  })

  it('refuses what cannot be meant', async () => {
    const refusal = async (work: Promise<unknown>): Promise<string> =>
      await work.then(
        () => 'done',
        (error: unknown) => (error as HoldfastError).code,
      )
    expect(await refusal(ignore(at('never.php')))).toBe('HF_NOT_FOUND')
    expect(await refusal(ignore({ kind: 'rule', rule: 1, pattern: '[' }))).toBe('HF_USAGE')
    expect(await refusal(ignore(at('b'), { expiresAt: clock.now() }))).toBe('HF_USAGE')
    expect(await refusal(holdfast.ignoreRemove(7))).toBe('HF_NOT_FOUND')
    expect(await holdfast.ignoreList()).toEqual([])
  })
})
