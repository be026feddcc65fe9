import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Incident } from '../../src/domain/incident.ts'
import { eventsPerWriteMax } from '../../src/domain/limits.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { counterOperation } from '../../src/store/counters.ts'
import { incidentOperations } from '../../src/store/incidents.ts'
import { createStore, openStore } from '../../src/store/store.ts'
import { describeTest } from '../store/describeTest.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from '../support/holdfast.ts'
import { bytePath, scratchDirectory } from '../support/scratch.ts'

function openedIncident(id: number, site: string): Incident {
  const oid = 'ab'.repeat(32) as Oid
  return {
    id,
    path: bytePath(join(site, `gone-${String(id)}.php`)),
    owner: 'alice',
    status: 'suspicious',
    ignore: null,
    tier: 'suspicious',
    type: 'SUSP',
    reason: 'HF-SUSP-0900-php.tool.test',
    rule: 900,
    summary: 'A test.',
    finding: {
      rule: 900,
      reason: 'HF-SUSP-0900-php.tool.test',
      tier: 'suspicious',
      pack: 'test',
      summary: 'A test.',
      evidence: [],
      trace: [],
    },
    oid,
    size: 1,
    epoch: 1,
    openedAt: 1,
    openedByScan: 1,
    firstSeenAt: 1,
    lastSeenAt: 1,
    closedAt: null,
    resolved: null,
    previous: null,
    notes: [],
  }
}

it('closes more incidents than one write takes events', async () => {
  const directory = scratchDirectory()
  const site = join(directory, 'site')
  writeTree(site, { 'index.html': '<p>' })
  const place = join(directory, 'store')
  await (await createStore(place, { entropy: randomBytes, describe: describeTest })).close()
  const store = await openStore(place, { describe: describeTest })
  const incidents = Array.from({ length: eventsPerWriteMax + 1 }, (_, i) => openedIncident(i + 1, site))
  const operations = [
    counterOperation('incident', incidents.length),
    ...incidents.flatMap(incidentOperations),
  ]
  await store.meta.batch(operations, { sync: false })
  await store.close()
  const holdfast = await openTestStore(directory, movableClock())
  try {
    expect((await scanPaths(holdfast, [site])).incidents).toEqual([])
    const { incidents: byStatus } = await holdfast.status()
    expect(byStatus).toMatchObject({ suspicious: 0, resolved: eventsPerWriteMax + 1 })
  } finally {
    await holdfast.close()
  }
})
