import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Clock } from '../../src/domain/clock.ts'
import type { Holdfast } from '../../src/service/contract.ts'
import type { ScanReport, ScanRequest } from '../../src/service/contract/scan.ts'
import { type Machine, thisMachine } from '../../src/service/machine.ts'
import { openHoldfastOn } from '../../src/service/openHoldfast.ts'

/** The real clock, moved on by whatever a test adds: files become old enough to be trusted without waiting. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void
}

export function movableClock(): MovableClock {
  const real = thisMachine().clock
  let offset = 0
  return {
    now: () => real.now() + offset,
    monotonicMicros: () => real.monotonicMicros() + offset * 1000,
    bootId: () => real.bootId(),
    advance: (milliseconds) => {
      offset += milliseconds
    },
  }
}

/** A store in `directory` on this machine, with a clock of the test's own. */
export async function openTestStore(
  directory: string,
  clock: Clock,
  machine: Partial<Machine> = {},
): Promise<Holdfast> {
  return await openHoldfastOn(
    { ...thisMachine(), clock, systemConfig: join(directory, 'no-such-config.json'), ...machine },
    { store: join(directory, 'store'), initiator: { uid: 0 }, waitMs: 0, create: 'when-absent' },
  )
}

export async function scanPaths(
  holdfast: Holdfast,
  paths: readonly string[],
  changes: Partial<ScanRequest> = {},
): Promise<ScanReport> {
  const request: ScanRequest = {
    paths: paths.map((path) => Buffer.from(path)),
    cwd: '/',
    cause: 'on-demand',
    distrust: 'nothing',
    excludes: [],
    mounts: 'stay',
    workers: 1,
    memory: 'normal',
    changedRoot: 'refuse',
    ...changes,
  }
  return await holdfast.scan(request, new AbortController().signal).result
}

/** Files by path below `directory`; the directories on the way are made. */
export function writeTree(directory: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(directory, dirname(path)), { recursive: true })
    writeFileSync(join(directory, path), content)
  }
}
