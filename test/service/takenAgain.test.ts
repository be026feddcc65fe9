import { chmodSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import { everything, force, openActRig, refuse, request, shells, signal, targets } from '../support/actRig.ts'
import { everyIncident } from '../support/queries.ts'
import { requestEval } from '../support/inert.ts'

describe('what was taken away', () => {
  it('is told from what was put back, however often it was undone', async () => {
    const { holdfast, site, scan } = await openActRig({ 'a.php': requestEval })
    await scan()
    const path = join(site, 'a.php')
    const undo = async (id: number): Promise<number> => {
      const ids = { kind: 'ids', ids: [id] } as const
      const { done } = await holdfast.undo({ operations: ids, mode: 'do', ...force }, signal)
      return done[0]?.id ?? 0
    }
    const restore = async (): ReturnType<Holdfast['restore']> =>
      await holdfast.restore(
        { target: Buffer.from(path), cwd: '/', source: { kind: 'operation', of: 'newest' }, ...force },
        signal,
      )
    const statusOfFirst = async (): Promise<string | undefined> =>
      (await holdfast.list({ ...everyIncident, statuses: ['restored', 'quarantined'] })).items.find(
        ({ id }) => id === 1,
      )?.status
    await expect(restore()).rejects.toMatchObject({
      message: expect.stringContaining('has not changed') as string,
    })
    const { operations } = await holdfast.act(request(everything), signal)
    const rule = operations[0]?.rules[0] ?? 0
    const back = await undo(operations[0]?.id ?? 0)
    expect(await statusOfFirst()).toBe('restored')
    await expect(restore()).rejects.toMatchObject({
      message: expect.stringContaining('was put back') as string,
    })
    const again = await undo(back)
    expect([existsSync(path), await statusOfFirst()]).toEqual([false, 'quarantined'])
    const ofRule = { operations: { kind: 'rule', rule }, mode: 'list', ...force } as const
    expect((await holdfast.undo(ofRule, signal)).chosen.map(({ id }) => id)).toEqual([again])
    const { operation } = await restore()
    expect([readFileSync(path, 'utf8'), operation.undoes]).toEqual([requestEval, again])
    await expect(restore()).rejects.toMatchObject({
      message: expect.stringContaining('was put back') as string,
    })
    expect((await holdfast.undo(ofRule, signal)).chosen).toEqual([])
  })

  it('counts against the limits when its undoing was undone', async () => {
    const { holdfast, scan } = await openActRig(shells(12))
    await scan()
    const ten = Array.from({ length: 10 }, (_, i) => `i${String(i + 1)}`)
    const { operations } = await holdfast.act(request(targets(...ten)), signal)
    let ids = operations.map(({ id }) => id)
    for (let times = 0; times < 2; times += 1) {
      const { done } = await holdfast.undo({ operations: { kind: 'ids', ids }, mode: 'do', ...force }, signal)
      ids = done.map(({ id }) => id)
    }
    await scan()
    await expect(holdfast.act(request(everything), signal)).rejects.toMatchObject({ code: 'HF_HELD' })
  })

  it('comes back from a snapshot after its owner has removed it since the last scan', async () => {
    const { holdfast, site, scan } = await openActRig({ 'index.php': 'one\n' })
    const path = join(site, 'index.php')
    chmodSync(path, 0o640)
    await scan()
    rmSync(path)
    await holdfast.restore(
      { target: Buffer.from(path), cwd: '/', source: { kind: 'snapshot', spec: 'latest' }, ...refuse },
      signal,
    )
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o7777]).toEqual(['one\n', 0o640])
  })
})
