import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Holdfast } from '../../src/service/contract.ts'
import type { ActReport, ActRequest } from '../../src/service/contract/act.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { bytePath, scratchDirectory } from '../support/scratch.ts'

const stalePool = '[www]\nuser = www-data\nphp_admin_value[opcache.validate_timestamps] = 0\n'

describe('what is left after a run of operations', () => {
  it('is named before it and after it: pools that keep the old code', async () => {
    const { holdfast, site } = await infectedSite()
    const path = join(site, 'a.php')
    const stale = [{ pool: 'www', service: 'php8.2-fpm', because: { kind: 'timestamps-off' }, files: 1 }]
    expect((await holdfast.plan(quarantineOf(path))).stale).toMatchObject(stale)
    const { aftermath } = await act(holdfast, path)
    expect(aftermath).toMatchObject({ stale, hook: { state: 'none' } })
    await holdfast.close()
  })

  it('is handed to hooks.afterOperation, once for the run, and its end is in the history', async () => {
    const { holdfast, site, directory } = await infectedSite()
    const program = writeHook(directory, 'cat >> "$1"')
    const told = join(directory, 'told')
    await holdfast.configSet('hooks.afterOperation', JSON.stringify([program, told]))
    const { operations, aftermath } = await act(holdfast, join(site, 'a.php'))
    expect(aftermath.hook).toEqual({ state: 'done', program, output: '' })
    expect(JSON.parse(readFileSync(told, 'utf8'))).toMatchObject({
      event: 'operations-finished',
      cause: 'manual',
      operations: [{ id: 'o1', kind: 'quarantine', outcome: 'done', before: operations[0]?.before?.oid }],
      staleCode: [{ pool: 'www', reload: 'systemctl reload php8.2-fpm' }],
    })
    expect(await hookEvents(holdfast)).toEqual([{ hook: 'afterOperation', outcome: 'done', program }])
    await expect(act(holdfast, join(site, 'a.php'))).rejects.toMatchObject({ code: 'HF_NOT_FOUND' })
    expect(await hookEvents(holdfast)).toHaveLength(1)
    await holdfast.close()
  })

  it('says how the hook failed, and undoes nothing', async () => {
    const { holdfast, site, directory } = await infectedSite()
    const program = writeHook(directory, 'printf "no\\033[2J"; exit 5')
    await holdfast.configSet('hooks.afterOperation', JSON.stringify([program]))
    const { operations, aftermath } = await act(holdfast, join(site, 'a.php'))
    expect(operations.map(({ outcome }) => outcome)).toEqual(['done'])
    expect(aftermath.hook).toMatchObject({ state: 'failed', how: 'exit 5' })
    expect(await hookEvents(holdfast)).toEqual([
      { hook: 'afterOperation', outcome: 'failed', program, how: 'exit 5', output: 'no\u001b[2J' },
    ])
    expect(await holdfast.auditVerify()).toMatchObject({ ok: true })
    await holdfast.close()
  })

  it('says that a hook was not run because others could change it', async () => {
    const { holdfast, site } = await infectedSite()
    await holdfast.configSet('hooks.afterOperation', JSON.stringify([join(site, 'hook')]))
    writeFileSync(join(site, 'hook'), '#!/bin/sh\n')
    chmodSync(join(site, 'hook'), 0o777)
    const { aftermath } = await act(holdfast, join(site, 'a.php'))
    expect(aftermath.hook).toMatchObject({ state: 'refused' })
    expect(await hookEvents(holdfast)).toMatchObject([{ outcome: 'refused' }])
    await holdfast.close()
  })
})

async function infectedSite(): Promise<{
  readonly holdfast: Holdfast
  readonly site: string
  readonly directory: string
}> {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  writeTree(directory, {
    'site/index.php': '<?php echo 1;\n',
    'system/etc/php/8.2/fpm/php-fpm.conf': stalePool,
  })
  const systemRoot = bytePath(join(directory, 'system'))
  const holdfast = await openTestStore(directory, movableClock(), {
    systemRoot,
    systemConfig: join(directory, 'config.json'),
  })
  await scanPaths(holdfast, [site])
  writeFileSync(join(site, 'a.php'), decodedEval)
  await scanPaths(holdfast, [site])
  return { holdfast, site, directory }
}

function writeHook(directory: string, script: string): string {
  mkdirSync(join(directory, 'hooks'), { mode: 0o755 })
  const program = join(directory, 'hooks/hook')
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return program
}

function quarantineOf(path: string): ActRequest {
  const targets = [Buffer.from(path)]
  return {
    action: 'quarantine',
    selection: { kind: 'targets', targets, cwd: '/', copies: 'one' },
    method: null,
    maxFiles: null,
    cause: 'manual',
  }
}

async function act(holdfast: Holdfast, path: string): Promise<ActReport> {
  return await holdfast.act(quarantineOf(path), new AbortController().signal)
}

async function hookEvents(holdfast: Holdfast): Promise<readonly object[]> {
  const { items } = await holdfast.history({
    ...{ target: null, show: 'events', events: ['hook-run'], owner: null, cause: null },
    ...{ since: null, until: null, limit: 100, offset: 0, search: null },
  })
  return items.flatMap((line) => (line.kind === 'event' ? [line.event.detail] : []))
}
