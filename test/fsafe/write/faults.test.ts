import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HoldfastError } from '../../../src/domain/errors.ts'
import { closeDirectory } from '../../../src/fsafe/read/directory.ts'
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
  syncDirectory,
} from '../../../src/fsafe/write/change.ts'
import { makeBeside, putBeside, replaceBeside, unlinkExpected } from '../../../src/fsafe/write/copyMode.ts'
import { openParents } from '../../../src/fsafe/write/parents.ts'
import { replaceInPlace } from '../../../src/fsafe/write/replace.ts'
import { closeStage, openStage } from '../../../src/fsafe/write/stage.ts'
import { byteName, bytePath } from '../../support/scratch.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { openDescriptors, plainMetadata, writeRig } from '../../support/writeRig.ts'

const old = byteName('7.old')
const fresh = byteName('7.new')
const codes = ['EIO', 'ENOSPC', 'EPERM', 'EROFS'] as const
const callsMax = 200

/** Each does the whole work of one operation on f.php, and does what is left of it when it is called again. */
const works: Readonly<Record<string, (rig: WriteRig, calls: WriteCalls) => void>> = {
  capture: (rig, calls) => {
    captureFile(calls, rig.web, byteName('f.php'))
  },
  quarantine: (rig, calls) => {
    moveToStage(calls, rig.at('f.php'), rig.stage, old)
    syncDirectory(calls, rig.web)
    syncDirectory(calls, rig.stage.directory)
    captureStaged(calls, rig.stage, old)
  },
  replace: (rig, calls) => {
    if (!isNew(rig)) stageFile(calls, rig.stage, fresh, newFile)
    replaceInPlace(calls, rig.stage, { fresh, kept: old }, rig.at('f.php'))
    syncDirectory(calls, rig.web)
  },
  'replace by link and rename': (rig, calls) => {
    if (isNew(rig)) return
    stageFile(calls, rig.stage, fresh, newFile)
    linkToStage(calls, rig.at('f.php'), rig.stage, old)
    moveIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))
  },
  'take out and put back': (rig, calls) => {
    moveToStage(calls, rig.at('f.php'), rig.stage, old)
    linkIntoPlace(calls, rig.stage, old, rig.at('f.php'))
    dropStaged(calls, rig.stage, old)
  },
  'replace beside': (rig, calls) => {
    const temporary = rig.at('.tmp-8f3a')
    if (isNew(rig)) return
    if (readdirSync(rig.web.path).includes('.tmp-8f3a')) {
      unlinkExpected(calls, temporary, statSync(join(rig.web.path, '.tmp-8f3a')))
    }
    makeBeside(calls, temporary, newFile)
    replaceBeside(calls, temporary, byteName('f.php'), statSync(join(rig.web.path, 'f.php')))
  },
  'put beside': (rig, calls) => {
    makeBeside(calls, rig.at('.tmp-8f3a'), newFile)
    putBeside(calls, rig.at('.tmp-8f3a'), byteName('g.php'))
  },
  'make parents': (rig, calls) => {
    const { uid, gid } = plainMetadata()
    const names = ['a', 'b'].map((name) => ({ name: byteName(name), mode: 0o755, uid, gid }))
    closeDirectory(openParents(calls, rig.web, names, { stage: rig.stage, stagedName: byteName('7.dir') }))
  },
  'open the stage': (rig, calls) => {
    const stage = openStage(calls, bytePath(rig.web.path))
    if (stage.kind === 'stage') closeStage(stage)
  },
}

describe.for(Object.entries(works))('%s', ([name, work]) => {
  it('says what went wrong at any call, leaks nothing, loses nothing and can be repeated', () => {
    const rig = writeRig()
    let faults = 0
    for (const code of codes) {
      for (let at = 1, hit = true; hit; at += 1) {
        reset(rig)
        const failing = failAt(at, code)
        const before = openDescriptors()
        const failure = failureOf(() => {
          work(rig, failing.calls)
        })
        hit = failing.wasHit()
        faults += hit ? 1 : 0
        const where = `${code} at ${failing.name()}, call ${at}`
        expect(openDescriptors(), where).toBe(before)
        if (failure !== undefined) expect(failure, where).toBeInstanceOf(HoldfastError)
        expectNothingLost(rig, where)
        if (name !== 'put beside') work(rig, systemCalls)
        expectNothingLost(rig, where)
        expect(at).toBeLessThan(callsMax)
      }
    }
    expect(faults).toBeGreaterThan(codes.length)
    console.log(`faults: ${name}: ${faults} calls failed`)
  })
})

describe('a short write', () => {
  it.for([1, 3])('of %i bytes is continued', (length) => {
    const rig = writeRig()
    const write: WriteCalls['write'] = (fd, bytes, at) =>
      systemCalls.write(fd, bytes.subarray(0, Math.min(bytes.length, at + length)), at)
    stageFile({ ...systemCalls, write }, rig.stage, fresh, newFile)
    expect(readFileSync(rig.staged('7.new'))).toEqual(newFile.bytes)
  })

  it('that writes nothing ends with an error instead of for ever', () => {
    const rig = writeRig()
    expect(() => stageFile({ ...systemCalls, write: () => 0 }, rig.stage, fresh, newFile)).toThrow(
      HoldfastError,
    )
  })

  it('that ends on a full disk is told as such', () => {
    const rig = writeRig()
    let count = 0
    const write: WriteCalls['write'] = (fd, bytes, at) => {
      if ((count += 1) > 2) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      return systemCalls.write(fd, bytes.subarray(0, at + 1), at)
    }
    expect(() => stageFile({ ...systemCalls, write }, rig.stage, fresh, newFile)).toThrow(
      expect.objectContaining({ code: 'HF_DISK_FULL' }),
    )
  })
})

const newFile = {
  bytes: Buffer.from('the new bytes'),
  metadata: { ...plainMetadata(), xattrs: { state: 'known', lines: ['user.a=0sYQ=='] } },
  mtimeMs: 1000,
  privileged: 'strip',
} as const

function reset(rig: WriteRig): void {
  for (const directory of [rig.web.path, rig.staged('')]) {
    for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true })
  }
  writeFileSync(join(rig.web.path, 'f.php'), 'the old bytes')
}

function isNew(rig: WriteRig): boolean {
  const names = readdirSync(rig.web.path)
  return names.includes('f.php') && readFileSync(join(rig.web.path, 'f.php'), 'utf8') === 'the new bytes'
}

/** The old file is in the site or in the stage, or the new one has taken its place, whole. */
function expectNothingLost(rig: WriteRig, where: string): void {
  const site = readdirSync(rig.web.path).filter((name) => statSync(join(rig.web.path, name)).isFile())
  const here = site
    .filter((name) => !name.startsWith('.'))
    .map((name) => readFileSync(join(rig.web.path, name), 'utf8'))
  for (const text of here) expect(['the old bytes', 'the new bytes'], where).toContain(text)
  const staged = readdirSync(rig.staged('')).filter((name) => name === old)
  const kept = staged.map((name) => readFileSync(rig.staged(name), 'utf8'))
  expect([...here, ...kept].length, where).toBeGreaterThan(0)
  const beside = site.includes('.tmp-8f3a') || here.includes('the new bytes')
  if (!beside) expect([...here, ...kept], where).toContain('the old bytes')
}

interface Failing {
  readonly calls: WriteCalls
  readonly wasHit: () => boolean
  /** Which call it was. */
  readonly name: () => string
}

/** System calls of which the n-th fails before it does anything. Closing is not counted: it frees the descriptor anyway. */
function failAt(at: number, code: string): Failing {
  let count = 0
  let name = 'no call'
  const wrap =
    <Args extends unknown[], Result>(call: (...args: Args) => Result, called: string) =>
    (...args: Args): Result => {
      count += 1
      if (count !== at) return call(...args)
      name = called
      throw Object.assign(new Error(code), { code })
    }
  const calls: WriteCalls = {
    ...systemCalls,
    open: wrap(systemCalls.open, 'open'),
    fstat: wrap(systemCalls.fstat, 'fstat'),
    read: wrap(systemCalls.read, 'read'),
    write: wrap(systemCalls.write, 'write'),
    fsync: wrap(systemCalls.fsync, 'fsync'),
    fchown: wrap(systemCalls.fchown, 'fchown'),
    fchmod: wrap(systemCalls.fchmod, 'fchmod'),
    futimes: wrap(systemCalls.futimes, 'futimes'),
    rename: wrap(systemCalls.rename, 'rename'),
    link: wrap(systemCalls.link, 'link'),
    unlink: wrap(systemCalls.unlink, 'unlink'),
    mkdir: wrap(systemCalls.mkdir, 'mkdir'),
    rmdir: wrap(systemCalls.rmdir, 'rmdir'),
    readdir: wrap(systemCalls.readdir, 'readdir'),
    run: (asked) => {
      count += 1
      if (count === at) name = 'run'
      return count === at ? { state: 'failed' } : systemCalls.run(asked)
    },
  }
  return { calls, wasHit: () => name !== 'no call', name: () => name }
}

function failureOf(work: () => void): unknown {
  try {
    work()
    return undefined
  } catch (error) {
    return error
  }
}
