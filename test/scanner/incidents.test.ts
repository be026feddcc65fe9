import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Incident } from '../../src/domain/incident.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import { decodedEval } from '../support/inert.ts'
import { type MovableClock, movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { scratchDirectory } from '../support/scratch.ts'

const cleanLines = Array.from({ length: 20 }, (_, i) => `$setting_${String(i)} = ${String(i)};`).join('\n')
const cleanFile = `<?php\n${cleanLines}\n`
const call = decodedEval.replace('<?php', '').trim()

describe('episodes of one path', () => {
  let directory: string
  let site: string
  let file: string
  let clock: MovableClock
  let holdfast: Holdfast

  beforeEach(async () => {
    directory = scratchDirectory()
    site = join(directory, 'site')
    file = join(site, 'config.php')
    clock = movableClock()
    writeTree(site, { 'config.php': cleanFile })
    clock.advance(5000)
    holdfast = await openTestStore(directory, clock)
    onTestFinished(async () => {
      await holdfast.close()
    })
  })

  async function scanOne(): Promise<Incident | undefined> {
    clock.advance(5000)
    const { incidents } = await scanPaths(holdfast, [site])
    expect(incidents.length).toBeLessThan(2)
    return incidents[0]
  }

  it('names the episode before on the same path', async () => {
    writeFileSync(file, decodedEval)
    const first = await scanOne()
    expect(first?.previous).toBeNull()
    writeFileSync(file, cleanFile)
    expect(await scanOne()).toBeUndefined()
    writeFileSync(file, `${decodedEval}// again\n`)
    const second = await scanOne()
    expect(second?.id).not.toBe(first?.id)
    expect(second?.previous).toBe(first?.id)
    rmSync(file)
    expect(await scanOne()).toBeUndefined()
    writeFileSync(file, decodedEval)
    expect((await scanOne())?.previous).toBe(second?.id)
  })

  it('keeps the clean ancestor in sight when one infected version follows another', async () => {
    await scanOne()
    writeFileSync(file, `<?php ${call}\n${cleanLines}\n`)
    const first = await scanOne()
    expect(first).toMatchObject({ type: 'INJ', status: 'infected' })
    writeFileSync(file, `<?php ${call} /* two */\n${cleanLines}\n`)
    const second = await scanOne()
    expect(second).toMatchObject({ id: first?.id, type: 'INJ' })
    expect(second?.oid).not.toBe(first?.oid)
    expect(second?.notes.map(({ kind }) => kind)).toContain('inserted')
  })

  it('finds the clean ancestor of a file that was away in between', async () => {
    await scanOne()
    rmSync(file)
    await scanOne()
    writeFileSync(file, `<?php ${call}\n${cleanLines}\n`)
    const back = await scanOne()
    expect(back).toMatchObject({ type: 'INJ' })
    expect(back?.notes.map(({ kind }) => kind)).toContain('inserted')
  })

  it('calls a file new only when its path is', async () => {
    writeFileSync(file, '<?php // grand-piano-marker\n')
    await scanOne()
    const rules = join(directory, 'own.yar')
    writeFileSync(
      rules,
      'rule own { meta: description = "Own marker." tier = "malicious" strings: $a = "grand-piano-marker" condition: $a }',
    )
    await holdfast.rulesAdd({ file: rules, format: 'detect', name: 'own' })
    const known = await scanOne()
    expect(known?.notes.map(({ kind }) => kind)).not.toContain('new-file')
    await holdfast.rulesRemove('own')
    expect(await scanOne()).toBeUndefined()
    rmSync(file)
    await scanOne()
    writeFileSync(file, decodedEval)
    const fresh = await scanOne()
    expect(fresh?.notes.map(({ kind }) => kind)).toContain('new-file')
  })
})
