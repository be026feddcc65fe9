import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdirSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { HoldfastError } from '../../../src/domain/errors.ts'
import type { OpenDirectory } from '../../../src/fsafe/read/directory.ts'
import type { WriteCalls } from '../../../src/fsafe/write/calls.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import {
  linkIntoPlace,
  linkToStage,
  moveIntoPlace,
  moveToStage,
  stageFile,
} from '../../../src/fsafe/write/change.ts'
import { makeBeside, unlinkExpected } from '../../../src/fsafe/write/copyMode.ts'
import { inodeAt } from '../../../src/fsafe/write/internal/inodeAt.ts'
import { openParents } from '../../../src/fsafe/write/parents.ts'
import type { Place } from '../../../src/fsafe/write/place.ts'
import { exchangeNames, replaceInPlace } from '../../../src/fsafe/write/replace.ts'
import type { Stage } from '../../../src/fsafe/write/stage.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { mountImage } from '../../support/mountedImage.ts'
import { byteName, bytePath, needMounts } from '../../support/scratch.ts'
import { plainMetadata } from '../../support/writeRig.ts'

const old = byteName('7.old')
const fresh = byteName('7.new')

describe('an immutable file', () => {
  it('is named as such by every step, is left as it is, and can be acted on without the mark', async (context) => {
    const site = await mountedSite(context)
    chattr('+i', site.file)
    for (const [step, act] of stepsOnFile(site)) expect(trouble(act), step).toMatchObject({ part: 'file' })
    // With the gap of a machine without perl, too.
    expect(
      trouble(() => replaceInPlace(withoutPerl, site.stage, { fresh, kept: old }, site.at)),
    ).toMatchObject({
      code: 'HF_IMMUTABLE',
      part: 'file',
    })
    expect(readFileSync(site.file, 'utf8')).toBe('infected')
    expect(readdirSync(site.web)).toEqual(['f.php'])
    chattr('-i', site.file)
    expect(replaceInPlace(systemCalls, site.stage, { fresh, kept: old }, site.at)).toBe('replaced')
    expect(readFileSync(site.file, 'utf8')).toBe('clean')
  })

  it('that may only be appended to is refused as well', async (context) => {
    const site = await mountedSite(context)
    chattr('+a', site.file)
    for (const [step, act] of stepsOnFile(site)) {
      const expected = step === 'linkToStage' ? { code: 'none', part: 'not-linkable' } : { code: 'HF_IO' }
      expect(trouble(act), step).toMatchObject(expected)
    }
    expect(readFileSync(site.file, 'utf8')).toBe('infected')
    chattr('-a', site.file)
  })
})

describe('an immutable directory', () => {
  it('is named as such, and nothing in it changes', async (context) => {
    const site = await mountedSite(context)
    const none: Place = { directory: site.at.directory, name: byteName('none') }
    chattr('+i', site.web)
    const steps: readonly Step[] = [
      ...stepsOnFile(site),
      ['linkIntoPlace', () => linkIntoPlace(systemCalls, site.stage, fresh, none)],
      ['makeBeside', () => makeBeside(systemCalls, none, cleanFile)],
      ['openParents', () => openMissing(site)],
    ]
    for (const [step, act] of steps) {
      // Another name elsewhere does not change this directory.
      if (step === 'linkToStage') continue
      expect(trouble(act), step).toMatchObject({ code: 'HF_IMMUTABLE', part: 'directory' })
    }
    expect(readFileSync(site.file, 'utf8')).toBe('infected')
    expect(readdirSync(site.web)).toEqual(['f.php'])
    chattr('-i', site.web)
    expect(moveToStage(systemCalls, site.at, site.stage, byteName('8.old'))).toBe('moved')
  })
})

interface Site {
  readonly web: string
  readonly file: string
  readonly at: Place
  readonly stage: Stage
}

type Step = readonly [name: string, act: () => unknown]

const withoutPerl: WriteCalls = { ...systemCalls, run: () => ({ state: 'missing' }) }
const cleanFile = {
  bytes: Buffer.from('clean'),
  metadata: plainMetadata(),
  mtimeMs: 1000,
  privileged: 'strip',
} as const

/** Marks are tried on a filesystem that knows them and that ends with the test. */
async function mountedSite(context: TestContext): Promise<Site> {
  needMounts(context)
  for (const program of ['mkfs.ext4', 'chattr', 'perl']) needProgram(context, program)
  const top = await mountImage('ext4', '16M')
  const web = join(top, 'web')
  mkdirSync(web)
  mkdirSync(join(top, 'stage'), { mode: 0o700 })
  writeFileSync(join(web, 'f.php'), 'infected')
  const stage: Stage = { kind: 'stage', directory: opened(join(top, 'stage')) }
  stageFile(systemCalls, stage, fresh, cleanFile)
  const at = { directory: opened(web), name: byteName('f.php') }
  return { web, file: join(web, 'f.php'), at, stage }
}

/** The mount is reached through a link of /proc, which openDirectory does not follow. */
function opened(path: string): OpenDirectory {
  const fd = openSync(path, 0o10000000 | constants.O_DIRECTORY)
  onTestFinished(() => {
    closeSync(fd)
  })
  return { fd, path: bytePath(path) }
}

function stepsOnFile({ at, stage }: Site): readonly Step[] {
  const staged: Place = { directory: stage.directory, name: fresh }
  return [
    ['moveToStage', () => moveToStage(systemCalls, at, stage, old)],
    ['linkToStage', () => linkToStage(systemCalls, at, stage, old)],
    [
      'moveIntoPlace',
      () => {
        moveIntoPlace(systemCalls, stage, fresh, at)
      },
    ],
    ['replaceInPlace', () => replaceInPlace(systemCalls, stage, { fresh, kept: old }, at)],
    ['exchangeNames', () => exchangeNames(systemCalls, staged, at)],
    ['unlinkExpected', () => unlinkExpected(systemCalls, at, inodeAt(systemCalls, at)!)],
  ]
}

function openMissing({ at, stage }: Site): unknown {
  const parent = { name: byteName('missing'), mode: 0o755, uid: 0, gid: 0 }
  return openParents(systemCalls, at.directory, [parent], { stage, stagedName: byteName('7.dir') })
}

function chattr(mark: string, path: string): void {
  execFileSync('chattr', [mark, path])
}

function trouble(act: () => unknown): unknown {
  try {
    return { code: 'none', part: act() }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { code: error.code, part: error.facts['part'] }
  }
}
