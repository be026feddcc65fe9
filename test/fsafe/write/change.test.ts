import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { closeDirectory, openDirectory } from '../../../src/fsafe/read/directory.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
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
import { byteName, bytePath } from '../../support/scratch.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { plainMetadata, writeRig } from '../../support/writeRig.ts'

const calls = systemCalls
const old = byteName('7.old')
const fresh = byteName('7.new')

describe('stageFile', () => {
  it('makes a file with bytes, mode and time, and replaces one of its own', () => {
    const rig = writeRig()
    stageText(rig, 'first')
    const file = {
      bytes: Buffer.from('second'),
      metadata: plainMetadata({ mode: 0o640 }),
      mtimeMs: 1_600_000_000_500,
    }
    expect(stageFile(calls, rig.stage, fresh, { ...file, privileged: 'strip' })).toBe('all')
    const path = rig.staged('7.new')
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(statSync(path).mode & 0o7777).toBe(0o640)
    expect(statSync(path).mtimeMs).toBe(1_600_000_000_500)
  })

  it('does not write through a link that has the name', () => {
    const rig = writeRig()
    const bait = join(rig.top, 'bait')
    writeFileSync(bait, 'bait')
    symlinkSync(bait, rig.staged('7.new'))
    stageText(rig, 'new')
    expect(readFileSync(bait, 'utf8')).toBe('bait')
    expect(lstatSync(rig.staged('7.new')).isFile()).toBe(true)
  })
})

describe('moveToStage', () => {
  it('takes the file itself out, and says moved again when repeated', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'one')
    const { ino } = statSync(join(rig.web.path, 'f.php'))
    expect(moveToStage(calls, rig.at('f.php'), rig.stage, old)).toBe('moved')
    expect(existsSync(join(rig.web.path, 'f.php'))).toBe(false)
    expect(statSync(rig.staged('7.old')).ino).toBe(ino)
    writeFileSync(join(rig.web.path, 'f.php'), 'two, put there later')
    expect(moveToStage(calls, rig.at('f.php'), rig.stage, old)).toBe('moved')
    expect(readFileSync(rig.staged('7.old'), 'utf8')).toBe('one')
    expect(readFileSync(join(rig.web.path, 'f.php'), 'utf8')).toBe('two, put there later')
  })

  it('says absent of what is not there', () => {
    const rig = writeRig()
    expect(moveToStage(calls, rig.at('f.php'), rig.stage, old)).toBe('absent')
  })

  it('takes a link out, not what it points to', () => {
    const rig = writeRig()
    const target = join(rig.top, 'target')
    writeFileSync(target, 'kept')
    symlinkSync(target, join(rig.web.path, 'f.php'))
    expect(moveToStage(calls, rig.at('f.php'), rig.stage, old)).toBe('moved')
    expect(readlinkSync(rig.staged('7.old'))).toBe(target)
    expect(captureStaged(calls, rig.stage, old)).toEqual({ state: 'refused', reason: 'not-a-file' })
    expect(linkIntoPlace(calls, rig.stage, old, rig.at('f.php'))).toBe('put')
    expect(readlinkSync(join(rig.web.path, 'f.php'))).toBe(target)
  })

  it('says elsewhere of another filesystem', () => {
    const rig = writeRig()
    const proc = openDirectory(bytePath('/proc/self'.replace('self', String(process.pid))))
    try {
      const from = { directory: proc, name: byteName('status') }
      expect(moveToStage(calls, from, rig.stage, old)).toBe('elsewhere')
      expect(linkToStage(calls, from, rig.stage, old)).toBe('not-linkable')
    } finally {
      closeDirectory(proc)
    }
  })
})

describe('linkToStage', () => {
  it('keeps the first file that was linked', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'one')
    expect(linkToStage(calls, rig.at('f.php'), rig.stage, old)).toBe('linked')
    rmSync(join(rig.web.path, 'f.php'))
    writeFileSync(join(rig.web.path, 'f.php'), 'two')
    expect(linkToStage(calls, rig.at('f.php'), rig.stage, old)).toBe('linked')
    expect(readFileSync(rig.staged('7.old'), 'utf8')).toBe('one')
  })

  it.for([1, 2, 50])('leaves the %i names of a file as they are', (names) => {
    const rig = writeRig()
    const path = join(rig.web.path, 'f.php')
    writeFileSync(path, 'linked')
    for (let count = 1; count < names; count += 1) linkSync(path, join(rig.web.path, `other${count}`))
    linkToStage(calls, rig.at('f.php'), rig.stage, old)
    stageText(rig, 'clean')
    moveIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))
    const captured = captureStaged(calls, rig.stage, old)
    if (captured.state !== 'captured') throw new Error(captured.reason)
    expect(captured.bytes.toString()).toBe('linked')
    expect(captured.nlink).toBe(names)
    dropStaged(calls, rig.stage, old)
    expect(readFileSync(path, 'utf8')).toBe('clean')
    for (let count = 1; count < names; count += 1) {
      expect(readFileSync(join(rig.web.path, `other${count}`), 'utf8')).toBe('linked')
    }
  })

  it('does not link a directory, and says absent of nothing', () => {
    const rig = writeRig()
    mkdirSync(join(rig.web.path, 'd'))
    expect(linkToStage(calls, rig.at('d'), rig.stage, old)).toBe('not-linkable')
    expect(linkToStage(calls, rig.at('none'), rig.stage, old)).toBe('absent')
  })
})

describe('moveIntoPlace', () => {
  it('replaces the file, is done when repeated, and does not replace a directory', () => {
    const rig = writeRig()
    writeFileSync(join(rig.web.path, 'f.php'), 'old')
    stageText(rig, 'new')
    moveIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))
    moveIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))
    expect(readFileSync(join(rig.web.path, 'f.php'), 'utf8')).toBe('new')
    mkdirSync(join(rig.web.path, 'd'))
    stageText(rig, 'new')
    expect(() => {
      moveIntoPlace(calls, rig.stage, fresh, rig.at('d'))
    }).toThrow(expect.objectContaining({ code: 'HF_CHANGED_SINCE' }))
    expect(readFileSync(rig.staged('7.new'), 'utf8')).toBe('new')
  })

  it('replaces a link, not what it points to', () => {
    const rig = writeRig()
    const target = join(rig.top, 'target')
    writeFileSync(target, 'kept')
    symlinkSync(target, join(rig.web.path, 'f.php'))
    stageText(rig, 'new')
    moveIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))
    expect(lstatSync(join(rig.web.path, 'f.php')).isFile()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe('kept')
  })

  it('says so when the directory was removed meanwhile', () => {
    const rig = writeRig()
    stageText(rig, 'new')
    rmSync(rig.web.path, { recursive: true })
    const gone = expect.objectContaining({ code: 'HF_NO_SUCH_PATH' }) as unknown
    expect(() => {
      moveIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))
    }).toThrow(gone)
    expect(() => linkIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))).toThrow(gone)
    expect(readFileSync(rig.staged('7.new'), 'utf8')).toBe('new')
  })
})

describe('linkIntoPlace', () => {
  it('puts the file where nothing is, and never over something', () => {
    const rig = writeRig()
    stageText(rig, 'back')
    expect(linkIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))).toBe('put')
    expect(linkIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))).toBe('put')
    dropStaged(calls, rig.stage, fresh)
    expect(linkIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))).toBe('put')
    stageText(rig, 'other')
    expect(linkIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))).toBe('occupied')
    expect(readFileSync(join(rig.web.path, 'f.php'), 'utf8')).toBe('back')
  })

  it('moves a directory back, and not over a file or a full directory', () => {
    const rig = writeRig()
    mkdirSync(join(rig.web.path, 'd'))
    writeFileSync(join(rig.web.path, 'd/x'), 'x')
    expect(moveToStage(calls, rig.at('d'), rig.stage, old)).toBe('moved')
    writeFileSync(join(rig.web.path, 'd'), 'a file')
    expect(linkIntoPlace(calls, rig.stage, old, rig.at('d'))).toBe('occupied')
    rmSync(join(rig.web.path, 'd'))
    mkdirSync(join(rig.web.path, 'd/e'), { recursive: true })
    expect(linkIntoPlace(calls, rig.stage, old, rig.at('d'))).toBe('occupied')
    rmSync(join(rig.web.path, 'd'), { recursive: true })
    expect(linkIntoPlace(calls, rig.stage, old, rig.at('d'))).toBe('put')
    expect(linkIntoPlace(calls, rig.stage, old, rig.at('d'))).toBe('put')
    expect(readdirSync(join(rig.web.path, 'd'))).toEqual(['x'])
  })

  it('is not silent when there is nothing to put', () => {
    const rig = writeRig()
    expect(() => linkIntoPlace(calls, rig.stage, fresh, rig.at('f.php'))).toThrow(
      expect.objectContaining({ code: 'HF_NO_SUCH_PATH' }),
    )
  })
})

describe('syncDirectory and dropStaged', () => {
  it('sync what was opened by a look only, and drop twice', () => {
    const rig = writeRig()
    syncDirectory(calls, rig.web)
    syncDirectory(calls, rig.stage.directory)
    stageText(rig, 'x')
    dropStaged(calls, rig.stage, fresh)
    dropStaged(calls, rig.stage, fresh)
    expect(readdirSync(rig.staged(''))).toEqual([])
  })
})

function stageText(rig: WriteRig, text: string): void {
  const file = { bytes: Buffer.from(text), metadata: plainMetadata(), mtimeMs: 1_700_000_000_000 }
  stageFile(calls, rig.stage, fresh, { ...file, privileged: 'strip' })
}
