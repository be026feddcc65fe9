import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closeDirectory, tryOpenDirectory } from '../../../src/fsafe/read/directory.ts'
import type { WriteCalls } from '../../../src/fsafe/write/calls.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import { captureFile } from '../../../src/fsafe/write/capture.ts'
import {
  captureStaged,
  dropStaged,
  linkIntoPlace,
  linkToStage,
  moveIntoPlace,
  moveToStage,
  stageFile,
} from '../../../src/fsafe/write/change.ts'
import { openParents } from '../../../src/fsafe/write/parents.ts'
import type { Place } from '../../../src/fsafe/write/place.ts'
import { replaceInPlace } from '../../../src/fsafe/write/replace.ts'
import { byteName, bytePath } from '../../support/scratch.ts'
import { trials, trialsMs } from '../../support/trials.ts'
import type { Race } from '../../support/writeRace.ts'
import {
  canary,
  countOutcomes,
  ownedByTenant,
  prepareRace,
  report,
  startSwapper,
} from '../../support/writeRace.ts'
import { plainMetadata } from '../../support/writeRig.ts'

const old = byteName('7.old')
const fresh = byteName('7.new')
const target = byteName('f.php')
/** Names are raced here, not the disk, and a program for each attempt would only give fewer attempts. */
const quick: WriteCalls = { ...systemCalls, fsync: () => undefined, run: () => ({ state: 'missing' }) }
const raceMsMax = trialsMs(600_000)

describe('with a tenant who swaps as fast as the kernel can', () => {
  it(
    'a directory for a link, no step of any operation reaches what the link points to',
    async () => {
      const race = prepareRace()
      writeFileSync(join(race.site, 'f.php'), 'A')
      symlinkSync(race.outside, join(race.web, 'd2'))
      ownedByTenant(join(race.web, 'd2'))
      await startSwapper(race.site, join(race.web, 'd2'))
      const before = canary(race)
      const seen = countOutcomes(trials(6_000), (index) => actBelow(race, index))
      expect(canary(race)).toEqual(before)
      expect(readdirSync(join(race.top, '.holdfast-stage'))).toEqual([])
      expect(seen.get('refused')).toBeGreaterThan(0)
      for (const kind of kinds) expect(seen.get(kind), kind).toBeGreaterThan(0)
      report('a directory for a link', seen)
    },
    raceMsMax,
  )

  it(
    'a file for a link, the link is moved or refused and never followed',
    async () => {
      const race = prepareRace()
      const reset = (): void => {
        refill(race, 'A')
        symlinkSync(join(race.outside, 'f.php'), join(race.site, 'g.php'))
      }
      reset()
      await startSwapper(join(race.site, 'f.php'), join(race.site, 'g.php'))
      const before = canary(race)
      const seen = countOutcomes(trials(4_000), (index) => {
        const outcome = actOn(race, placeIn(race), index)
        if (index % 50 === 0) reset()
        return outcome
      })
      expect(canary(race)).toEqual(before)
      expect(seen.get('a link came')).toBeGreaterThan(0)
      for (const kind of kinds) expect(seen.get(kind), kind).toBeGreaterThan(0)
      report('a file for a link', seen)
    },
    raceMsMax,
  )

  it(
    'a file for a file, every content stays in the site or comes into the stage',
    async () => {
      const race = prepareRace()
      refill(race, 'A', 'B')
      await startSwapper(join(race.site, 'f.php'), join(race.site, 'g.php'))
      const ways = [
        { way: 'with a gap', calls: quick, attempts: trials(2_000) },
        { way: 'by an exchange', calls: { ...quick, run: systemCalls.run }, attempts: trials(300) },
      ]
      for (const { way, calls, attempts } of ways) {
        const seen = countOutcomes(attempts, () =>
          lostBy(race, () => replaceInPlace(calls, race.stage, { fresh, kept: old }, placeIn(race))),
        )
        expect(seen.get('lost') ?? 0, way).toBe(0)
        expect(seen.get('replaced') ?? 0, way).toBe(attempts)
        report(`a file for a file, replaced ${way}`, seen)
      }
    },
    raceMsMax,
  )

  it(
    'a file for a file, a rename over what was linked before loses contents: the control',
    async () => {
      const race = prepareRace()
      refill(race, 'A', 'B')
      await startSwapper(join(race.site, 'f.php'), join(race.site, 'g.php'))
      let attempts = 0
      for (let lost = false; !lost; attempts += 1) {
        const outcome = lostBy(race, () => {
          linkToStage(quick, placeIn(race), race.stage, old)
          moveIntoPlace(quick, race.stage, fresh, placeIn(race))
        })
        lost = outcome === 'lost'
        expect(attempts).toBeLessThan(controlAttemptsMax)
      }
      console.log(`races: the control lost a content at attempt ${attempts}`)
    },
    raceMsMax,
  )

  it(
    'a missing directory for a link, nothing is made behind the link',
    async () => {
      const race = prepareRace()
      symlinkSync(race.outside, join(race.web, 'd2'))
      ownedByTenant(join(race.web, 'd2'))
      await startSwapper(race.site, join(race.web, 'd2'))
      const before = canary(race)
      const seen = countOutcomes(trials(2_000), () => makeBelow(race))
      expect(canary(race)).toEqual(before)
      expect(seen.get('made')).toBeGreaterThan(0)
      expect(seen.get('refused')).toBeGreaterThan(0)
      report('a missing directory', seen)
    },
    raceMsMax,
  )
})

const kinds = ['capture', 'take out and put back', 'link', 'replace', 'put'] as const
const controlAttemptsMax = 100_000

function placeIn({ site }: Race): Place {
  const directory = tryOpenDirectory(bytePath(site))
  if (typeof directory === 'string') throw new Error('nobody swaps this directory')
  // Kept open for one attempt only; the finalizer of the test would come too late for 20,000.
  closeLater.push(directory.fd)
  while (closeLater.length > 2) closeSync(closeLater.shift()!)
  return { directory, name: target }
}

const closeLater: number[] = []

function actBelow(race: Race, index: number): string {
  const directory = tryOpenDirectory(bytePath(race.site))
  if (typeof directory === 'string') return 'refused'
  try {
    return actOn(race, { directory, name: target }, index)
  } finally {
    closeDirectory(directory)
  }
}

/** One operation in short, and what it met; whatever it does leaves the stage empty and the site with a file. */
function actOn(race: Race, at: Place, index: number): string {
  const kind = kinds[index % kinds.length]!
  return acts[kind](race, at) ? kind : 'a link came'
}

const acts: Readonly<Record<(typeof kinds)[number], (race: Race, at: Place) => boolean>> = {
  capture: (_, at) => known(captureFile(quick, at.directory, at.name)),
  'take out and put back': takeOutAndPutBack,
  link: (race, at) => {
    linkToStage(quick, at, race.stage, old)
    return settled(race)
  },
  replace: (race, at) => {
    stageText(race, 'A')
    replaceInPlace(quick, race.stage, { fresh, kept: old }, at)
    return settled(race)
  },
  put: (race, at) => {
    stageText(race, 'A')
    linkIntoPlace(quick, race.stage, fresh, at)
    return settled(race)
  },
}

function takeOutAndPutBack(race: Race, at: Place): boolean {
  if (moveToStage(quick, at, race.stage, old) !== 'moved') return true
  const isKnown = known(captureStaged(quick, race.stage, old))
  linkIntoPlace(quick, race.stage, old, at)
  dropStaged(quick, race.stage, old)
  return isKnown
}

/** True when the stage held only what is known to be of the site. */
function settled(race: Race): boolean {
  const isKnown = known(captureStaged(quick, race.stage, old))
  for (const name of [old, fresh]) dropStaged(quick, race.stage, name)
  return isKnown
}

/** False for a link that was caught as one. Its target must never be read. */
function known(captured: ReturnType<typeof captureFile>): boolean {
  if (captured.state === 'refused') return captured.reason !== 'not-a-file'
  expect(captured.bytes.toString()).toBe('A')
  return true
}

function stageText(race: Race, text: string): void {
  const file = { bytes: Buffer.from(text), metadata: plainMetadata(), mtimeMs: 1000 }
  stageFile(quick, race.stage, fresh, { ...file, privileged: 'strip' })
}

/** Gives the site f.php with this text and, if there is another, g.php with it. */
function refill({ site }: Race, first: string, second?: string): void {
  for (const name of ['f.php', 'g.php', 'f.php']) rmSync(join(site, name), { force: true })
  for (const [name, text] of [
    ['f.php', first],
    ['g.php', second],
  ] as const) {
    if (text === undefined) continue
    writeFileSync(join(site, `.${name}`), text)
    renameSync(join(site, `.${name}`), join(site, name))
  }
}

/** Whether a file that was in the site before `act` has no name any more, neither there nor in the stage. */
function lostBy(race: Race, act: () => unknown): 'lost' | 'replaced' {
  const fds = ['f.php', 'g.php'].map((name) => openSync(join(race.site, name), constants.O_RDONLY))
  try {
    const inodes = new Set(fds.map((fd) => fstatSync(fd).ino))
    stageText(race, 'N')
    act()
    const isLost = fds.some((fd) => fstatSync(fd).nlink === 0)
    expect(inodes.size).toBeGreaterThan(0)
    return isLost ? 'lost' : 'replaced'
  } finally {
    for (const fd of fds) closeSync(fd)
    for (const name of [old, fresh]) dropStaged(quick, race.stage, name)
    refill(race, 'A', 'B')
  }
}

function makeBelow(race: Race): string {
  const directory = tryOpenDirectory(bytePath(race.site))
  if (typeof directory === 'string') return 'refused'
  try {
    const { uid, gid } = plainMetadata()
    const names = ['x', 'y'].map((name) => ({ name: byteName(name), mode: 0o755, uid, gid }))
    closeDirectory(openParents(quick, directory, names, { stage: race.stage, stagedName: byteName('7.dir') }))
    rmSync(`/proc/self/fd/${directory.fd}/x`, { recursive: true })
    return 'made'
  } finally {
    closeDirectory(directory)
  }
}
