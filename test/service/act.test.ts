import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { incidentKey, openIncidentKey } from '../../src/codec/keys.ts'
import type { BytePath } from '../../src/domain/path.ts'
import { cleanVerdict } from '../../src/domain/verdict.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { Selection } from '../../src/service/contract/act.ts'
import type { PutBackTerms } from '../../src/service/contract/undo.ts'
import { epochOperation, latestEpoch } from '../../src/store/epochs.ts'
import { openIncidentAt } from '../../src/store/incidents.ts'
import { verdictOperation } from '../../src/store/verdicts.ts'
import { reopened } from '../store/testStore.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { everything, force, openActRig, refuse, request, shells, signal, targets } from '../support/actRig.ts'
import { everyIncident, wholeHistory } from '../support/queries.ts'
import { decodedEval } from '../support/inert.ts'

const day = 86_400_000
describe('what is acted on', () => {
  it('is what was named, is open, and is what was judged', async () => {
    const { holdfast, site, scan } = await openActRig({
      'a.php': decodedEval,
      'b.php': decodedEval,
      'ok.php': 'fine',
    })
    await scan()
    const act = async (selection: Selection): Promise<unknown> =>
      await holdfast.act(request(selection), signal)
    await expect(act(targets('i99'))).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    await expect(act(targets(join(site, 'ok.php')))).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    const hash = (await holdfast.list(everyIncident)).items[0]?.oid ?? ''
    await expect(act(targets(hash))).rejects.toMatchObject({ code: 'HF_MANY_FILES' })
    await expect(act({ ...everything, statuses: ['suspicious'] })).rejects.toMatchObject({ code: 'HF_USAGE' })
    await expect(act({ ...everything, owner: 'nobdy' })).rejects.toMatchObject({
      code: 'HF_NOT_FOUND',
      hint: 'did you mean nobody? The accounts: holdfast user list',
    })
    await expect(act({ ...everything, owner: 'nobody' })).resolves.toMatchObject({ operations: [] })

    writeFileSync(join(site, 'a.php'), 'changed since')
    const report = await holdfast.act(request(targets('i1', 'i2')), signal)
    expect(report.operations.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['refused', 'changed'],
      ['done', null],
    ])
    expect(readFileSync(join(site, 'a.php'), 'utf8')).toBe('changed since')
    expect(report.rescan).toMatchObject({ state: 'done', files: 1, incidents: [] })
    await expect(act(targets('i2'))).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
  })

  it('is held over the limits, with nothing changed, until a number is given', async () => {
    const { holdfast, scan } = await openActRig(shells(11))
    await scan()
    const before = await holdfast.plan(request(everything))
    expect(before.held).toMatchObject({ files: 11, limit: 10 })
    await expect(holdfast.act(request(everything), signal)).rejects.toMatchObject({ code: 'HF_HELD' })
    expect((await holdfast.operationList(operations)).total).toBe(0)
    const history = await holdfast.history({ ...wholeHistory, events: ['run-held'] })
    expect(history.total).toBe(1)
    const report = await holdfast.act(request(everything, { maxFiles: 11 }), signal)
    expect(report.operations.map(({ outcome }) => outcome)).toEqual(Array(11).fill('done'))
    expect(report.rescan).toMatchObject({ state: 'done', files: 11, incidents: [] })
    expect((await scan()).incidents).toEqual([])
  })

  it('counts against the limits for a day', async () => {
    const { holdfast, site, clock, scan } = await openActRig(shells(10))
    await scan()
    await holdfast.act(request(everything), signal)
    writeTree(site, { 'late.php': decodedEval })
    await scan()
    await expect(holdfast.act(request(everything), signal)).rejects.toMatchObject({ code: 'HF_HELD' })
    clock.advance(day)
    const report = await holdfast.act(request(everything), signal)
    expect(report.operations).toHaveLength(1)
  })
})

describe('a scan that acts', () => {
  it('never does on the first scan of a path, does on the next, and does as the settings say', async () => {
    const { holdfast, site, scan } = await openActRig({
      'a.php': decodedEval,
      'index.php': '<?php echo 1;\n',
    })
    const first = await scan()
    const act = async (id: number): ReturnType<Holdfast['actOnScan']> =>
      await holdfast.actOnScan({ scan: id, action: 'configured', maxFiles: null }, signal)
    const left = await act(first.scan.id)
    expect([left.operations, left.plan.left.map(({ because }) => because)]).toEqual([[], ['first-scan']])
    writeTree(site, { 'new.php': decodedEval })
    const second = await scan()
    const acted = await act(second.scan.id)
    expect(acted.operations.map(({ kind, method, outcome }) => [kind, method, outcome])).toEqual([
      ['clean', 'trim', 'done'],
      ['clean', 'trim', 'done'],
    ])
    expect(readFileSync(join(site, 'new.php'), 'utf8')).toBe('')
    await holdfast.configSet('malware.defaultAction', 'display')
    writeTree(site, { 'third.php': decodedEval })
    const shown = await act((await scan()).scan.id)
    expect([shown.plan.action, shown.operations]).toEqual(['display', []])
  })
})

describe('content that a path has held for long', () => {
  it('is left to a person when only a new rule hits it, unless the settings say otherwise', async () => {
    const { holdfast, site, clock, scan } = await openActRig({ 'note.php': 'a harmless marker text\n' })
    await scan()
    clock.advance(31 * day)
    const rules = join(site, '..', 'own.yar')
    writeFileSync(
      rules,
      'rule own { meta: description = "Own." tier = "malicious" strings: $a = "harmless marker text" condition: $a }',
    )
    await holdfast.rulesAdd({ file: rules, format: 'yara', name: 'own' })
    writeTree(site, { 'copy.php': 'a harmless marker text\n' })
    const { scan: run } = await scan()
    const act = async (): ReturnType<Holdfast['actOnScan']> =>
      await holdfast.actOnScan({ scan: run.id, action: 'quarantine', maxFiles: null }, signal)
    const first = await act()
    // The same content is new at the other path: how long is asked of each path.
    expect(first.operations.map(({ path }) => path)).toEqual([join(site, 'copy.php')])
    expect(first.plan.left.map(({ incident, because }) => [incident.path, because])).toEqual([
      [join(site, 'note.php'), 'old-content'],
    ])
    await holdfast.configSet('malware.actOnOldContent', 'true')
    expect((await act()).operations.map(({ path }) => path)).toEqual([join(site, 'note.php')])
  })
})

/**
 * What a store looks like that an older engine left behind: its verdicts are of another epoch, and it said of the content
 * that it was clean.
 */
async function asOlderEngine(directory: string, path: string): Promise<void> {
  const store = await reopened(join(directory, 'store'))
  const incident = await openIncidentAt(store.meta, path as BytePath)
  const epoch = await latestEpoch(store.meta)
  if (incident === undefined || epoch === undefined) throw new Error('nothing was found')
  const subject = { oid: incident.oid, fileClass: 'generic' } as const
  await store.meta.batch(
    [
      epochOperation({ ...epoch, engine: 'an older engine' }),
      verdictOperation(subject, { epoch: epoch.id, attempts: 0, verdict: cleanVerdict }),
      { type: 'del', key: incidentKey(incident.id) },
      { type: 'del', key: openIncidentKey(incident.path) },
    ],
    { sync: true },
  )
  await store.close()
}

describe('content that a path has held for long, under a new engine', () => {
  it('is told and left to a person, as when the rules are new; what is new to its path is not', async () => {
    const directory = scratchDirectory()
    const site = join(directory, 'site')
    writeTree(site, { 'old.php': decodedEval, 'ok.php': 'fine' })
    const clock = movableClock()
    const first = await openTestStore(directory, clock)
    await scanPaths(first, [site])
    await first.close()
    await asOlderEngine(directory, join(site, 'old.php'))
    clock.advance(31 * day)
    const holdfast = await openTestStore(directory, clock)
    onTestFinished(async () => {
      await holdfast.close()
    })
    writeTree(site, { 'new.php': decodedEval })
    const { scan, incidents } = await scanPaths(holdfast, [site])
    expect(incidents.map(({ path }) => path).sort()).toEqual([join(site, 'new.php'), join(site, 'old.php')])
    const { operations, plan } = await holdfast.actOnScan(
      { scan: scan.id, action: 'quarantine', maxFiles: null },
      signal,
    )
    expect(operations.map(({ path }) => path)).toEqual([join(site, 'new.php')])
    expect(plan.left.map(({ incident, because }) => [incident.path, because])).toEqual([
      [join(site, 'old.php'), 'old-content'],
    ])
  })
})

describe('what was taken away', () => {
  it('comes back through one gate: not when infected, not over a change, not after its time', async () => {
    const { holdfast, site, clock, scan } = await openActRig({
      'a.php': decodedEval,
      'b.php': `${decodedEval}//b`,
    })
    await scan()
    const { operations: done } = await holdfast.act(request(everything, { action: 'delete' }), signal)
    const [a, b] = done
    const undo = async (id: number | undefined, terms: PutBackTerms): ReturnType<Holdfast['undo']> =>
      await holdfast.undo({ operations: { kind: 'ids', ids: [id ?? 0] }, mode: 'do', ...terms }, signal)
    expect((await undo(a?.id, refuse)).refused.map(({ code }) => code)).toEqual(['HF_RESTORE_INFECTED'])
    writeFileSync(join(site, 'b.php'), 'somebody was here')
    expect((await undo(b?.id, force)).refused.map(({ code }) => code)).toEqual(['HF_CHANGED_SINCE'])
    expect(readFileSync(join(site, 'b.php'), 'utf8')).toBe('somebody was here')
    const replaced = await undo(b?.id, { ...force, changed: 'replace' })
    expect(replaced.done).toHaveLength(1)
    expect(replaced.rescan).toMatchObject({ state: 'done', incidents: [{ status: 'infected' }] })
    clock.advance(14 * day + 60_000)
    const late = holdfast.restore(
      {
        target: Buffer.from(join(site, 'a.php')),
        cwd: '/',
        source: { kind: 'operation', of: 'newest' },
        ...force,
      },
      signal,
    )
    await expect(late).rejects.toMatchObject({
      code: 'HF_ORIGINAL_EXPIRED',
      message: expect.stringMatching(
        /^the original of .*a\.php was kept 14 days, until \d{4}-\d\d-\d\d; restore the file from backup manually$/,
      ) as string,
      hint: 'holdfast has no clean version of this path',
    })
  })

  it('comes back as a whole when the rule that asked for it is withdrawn', async () => {
    const { holdfast, site, scan } = await openActRig({
      'note.php': 'a harmless marker text\n',
      'index.php': 'x',
    })
    await scan()
    const rules = join(site, '..', 'own.yar')
    writeFileSync(
      rules,
      'rule own { meta: description = "Own." tier = "malicious" strings: $a = "harmless marker text" condition: $a }',
    )
    await holdfast.rulesAdd({ file: rules, format: 'yara', name: 'own' })
    await scan()
    const { operations: done } = await holdfast.act(request(everything), signal)
    const rule = done[0]?.rules[0] ?? 0
    await holdfast.rulesRemove('own')
    const chosen = { operations: { kind: 'rule', rule } as const, ...refuse }
    const list = await holdfast.undo({ ...chosen, mode: 'list' }, signal)
    expect(list.chosen.map(({ id }) => id)).toEqual(done.map(({ id }) => id))
    const undone = await holdfast.undo({ ...chosen, mode: 'do' }, signal)
    expect([undone.done.length, undone.refused]).toEqual([1, []])
    expect(readFileSync(join(site, 'note.php'), 'utf8')).toBe('a harmless marker text\n')
  })

  it('is an earlier version when a snapshot is named, and a new file when a content is', async () => {
    const { holdfast, site, scan } = await openActRig({ 'index.php': 'one\n' })
    const [snapshot] = (await scan()).snapshots
    writeFileSync(join(site, 'index.php'), 'two, and longer\n')
    await scan()
    const source = { kind: 'snapshot', spec: snapshot?.id ?? '' } as const
    const back = { target: Buffer.from('index.php'), cwd: site, source, ...refuse }
    const { operation } = await holdfast.restore(back, signal)
    expect(readFileSync(join(site, 'index.php'), 'utf8')).toBe('one\n')
    const to = Buffer.from(join(site, '..', 'two.php'))
    await holdfast.exportContent({ content: operation.before?.oid ?? '', to, cwd: '/', infected: 'refuse' })
    expect(readFileSync(to, 'utf8')).toBe('two, and longer\n')
  })
})

const page = { limit: 100, offset: 0 }
const operations = {
  ...page,
  target: null,
  owner: null,
  kinds: [],
  expiringMs: null,
  search: null,
  since: null,
  until: null,
}
