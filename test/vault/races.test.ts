import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Operation } from '../../src/domain/operation.ts'
import { systemCalls } from '../../src/fsafe/write/calls.ts'
import { stageTopOf } from '../../src/fsafe/write/stage.ts'
import { getContent } from '../../src/store/contents.ts'
import { readBusyStages } from '../../src/store/stages.ts'
import type { OperationRequest, VaultContext } from '../../src/vault/vault.ts'
import { bytePath, scratchDirectory, startPerl } from '../support/scratch.ts'
import { trials, trialsMs } from '../support/trials.ts'
import { type Step, steppedCalls, steppedDatabases } from './steps.ts'
import {
  cleaning,
  type Databases,
  eventNames,
  memoryDatabases,
  oidOf,
  quarantine,
  runOne,
  stagedBy,
  storedBytes,
  vaultOn,
} from './vaultRig.ts'

const bad = '<?php /* bad */ one();\n'
const good = '<?php /* good */ two();\n'
const late = '<?php /* late */ six();\n'

let site: string
let page: string
let databases: Databases
let vault: VaultContext

beforeEach(async () => {
  site = scratchDirectory()
  page = join(site, 'page.php')
  writeFileSync(page, bad)
  databases = await memoryDatabases(site)
  vault = await vaultOn(databases)
})

/** Runs the request with `intrude` happening once, right after the first call of that name. */
async function disturbed(request: OperationRequest, call: string, intrude: () => void): Promise<Operation> {
  let hasHappened = false
  const step: Step = (name, when) => {
    if (hasHappened || name !== call || when !== 'after') return
    hasHappened = true
    intrude()
  }
  const calls = steppedCalls(systemCalls, step)
  const operation = await runOne(await vaultOn(steppedDatabases(databases, step), { calls }), request)
  expect(hasHappened).toBe(true)
  expect(stagedBy(databases.id, stageTopOf(bytePath(site)))).toEqual([])
  expect(await readBusyStages(databases.meta)).toEqual([])
  return operation
}

function writerOf(path: string): () => void {
  const fd = openSync(path, 'r+')
  onTestFinished(() => {
    closeSync(fd)
  })
  return () => {
    writeSync(fd, late, 0)
  }
}

async function isKept(content: string): Promise<boolean> {
  const row = await getContent(databases.meta, oidOf(content))
  return row?.kept === 'whole' && (await storedBytes(vault, oidOf(content))).toString() === content
}

describe('bytes that come while an operation runs are kept, and nobody acts on them:', () => {
  it('written into the file after it was taken out', async () => {
    const operation = await disturbed(quarantine(page, bad), 'rename', writerOf(page))
    expect(readFileSync(page, 'utf8')).toBe(late)
    expect(operation).toMatchObject({
      outcome: 'refused',
      reason: 'changed',
      displaced: [oidOf(late)],
      notes: [{ kind: 'put-back', oid: oidOf(late) }],
    })
    expect([await isKept(bad), await isKept(late)]).toEqual([true, true])
    expect(await eventNames(vault)).toEqual([
      'operation-started',
      'changed-during-operation',
      'operation-refused',
    ])
  })

  it('written into the file after it was replaced', async () => {
    const operation = await disturbed(cleaning(page, bad, good), 'run perl', writerOf(page))
    expect(readFileSync(page, 'utf8')).toBe(late)
    expect(operation).toMatchObject({ outcome: 'refused', reason: 'changed', displaced: [oidOf(late)] })
    expect([await isKept(bad), await isKept(late)]).toEqual([true, true])
  })

  it('put in the place of the file before it is replaced', async () => {
    const operation = await disturbed(cleaning(page, bad, good), 'fsync', () => {
      writeFileSync(join(site, 'upload'), late)
      renameSync(join(site, 'upload'), page)
    })
    expect(readFileSync(page, 'utf8')).toBe(late)
    expect(operation).toMatchObject({ outcome: 'refused', reason: 'changed', displaced: [oidOf(late)] })
    expect([await isKept(bad), await isKept(late)]).toEqual([true, true])
  })

  it('put where the file was taken out, so that what came meanwhile cannot go back', async () => {
    const write = writerOf(page)
    const operation = await disturbed(quarantine(page, bad), 'rename', () => {
      write()
      writeFileSync(page, 'an upload')
    })
    expect(readFileSync(page, 'utf8')).toBe('an upload')
    expect(operation).toMatchObject({ outcome: 'refused', displaced: [oidOf(late)], notes: [] })
    expect(operation.undoableUntil).not.toBeNull()
    expect([await isKept(bad), await isKept(late)]).toEqual([true, true])
  })

  it('written by a program that had it open, before the stage is cleared', async () => {
    const write = writerOf(page)
    let batches = 0
    const step: Step = (name, when) => {
      if (name !== 'meta.batch' || when !== 'after') return
      batches += 1
      if (batches === 2) write()
    }
    const context = await vaultOn(steppedDatabases(databases, step))
    expect(await runOne(context, quarantine(page, bad))).toMatchObject({ outcome: 'done' })
    expect([await isKept(bad), await isKept(late)]).toEqual([true, true])
    expect(await eventNames(vault)).toEqual(['operation-started', 'quarantined', 'changed-during-operation'])
  })

  it('and the other names of a hard link keep theirs', async () => {
    linkSync(page, join(site, 'other.php'))
    const operation = await disturbed(quarantine(page, bad), 'rename', writerOf(page))
    expect([readFileSync(page, 'utf8'), readFileSync(join(site, 'other.php'), 'utf8')]).toEqual([late, late])
    expect(operation).toMatchObject({ outcome: 'refused', reason: 'changed' })
  })
})

const rounds = trials(150)

it(
  'no bytes are lost while a tenant exchanges files as fast as he can',
  async () => {
    const other = join(site, 'other.php')
    const tenant = await startPerl(endlessExchange, [page, other])
    const outcomes = new Map<string, number>()
    for (let i = 0; i < rounds; i += 1) {
      tenant.kill('SIGSTOP')
      const contents = [`${bad}// ${String(i)}\n`, `<?php /* his own */ // ${String(i)}\n`]
      for (const [j, path] of [page, other].entries()) writeFileSync(path, contents[j] ?? '')
      tenant.kill('SIGCONT')
      const [wanted = ''] = contents
      const request = i % 2 === 0 ? quarantine(page, wanted) : cleaning(page, wanted, good)
      const { outcome, reason } = await runOne(vault, request)
      tenant.kill('SIGSTOP')
      await sleep(1)
      const inSite = readdirSync(site).map((name) => readFileSync(join(site, name), 'utf8'))
      for (const content of contents)
        expect([i, inSite.includes(content) || (await isKept(content))]).toEqual([i, true])
      const key = reason ?? outcome
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
    }
    console.log(
      `exchanged while operating: ${String(rounds)} operations, nothing lost, ${JSON.stringify([...outcomes])}`,
    )
    expect(stagedBy(databases.id, stageTopOf(bytePath(site)))).toEqual([])
  },
  trialsMs(300_000),
)

/** Goes on when one of the names is missing for a while. */
const endlessExchange = `
  $| = 1; my ($a, $b) = @ARGV; my $n = 0;
  while (1) { syscall(${process.arch === 'arm64' ? '276' : '316'}, -100, $a, -100, $b, 2); print "x\\n" if $n++ == 0 }`
