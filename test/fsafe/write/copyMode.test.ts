import { execFileSync } from 'node:child_process'
import {
  linkSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { WriteCalls } from '../../../src/fsafe/write/calls.ts'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import type { Expected } from '../../../src/fsafe/write/copyMode.ts'
import { makeBeside, putBeside, replaceBeside, unlinkExpected } from '../../../src/fsafe/write/copyMode.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { byteName } from '../../support/scratch.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { plainMetadata, writeRig } from '../../support/writeRig.ts'

const name = byteName('f.php')
const withoutExchange: WriteCalls = { ...systemCalls, run: () => ({ state: 'missing' }) }
const ways = [
  { way: 'by an exchange', calls: systemCalls },
  { way: 'without perl', calls: withoutExchange },
] as const

describe.for(ways)('replaceBeside $way', ({ calls }) => {
  it('replaces the expected file and leaves nothing else', (context) => {
    needProgram(context, 'perl')
    const rig = writeRig()
    const expected = put(rig, 'old')
    makeNew(rig)
    expect(replaceBeside(calls, rig.at('.tmp-8f3a'), name, expected)).toEqual({
      mode: 'copy',
      outcome: 'done',
    })
    expect(texts(rig)).toEqual({ 'f.php': 'new' })
  })

  it('leaves another file, and one that is gone', () => {
    const rig = writeRig()
    put(rig, 'old')
    makeNew(rig)
    const expected = { dev: 0, ino: 0 }
    expect(replaceBeside(calls, rig.at('.tmp-8f3a'), name, expected)).toEqual({
      mode: 'copy',
      outcome: 'changed',
    })
    expect(replaceBeside(calls, rig.at('.tmp-8f3a'), byteName('none'), expected).outcome).toBe('absent')
    expect(texts(rig)).toEqual({ 'f.php': 'old', '.tmp-8f3a': 'new' })
  })
})

describe('replaceBeside', () => {
  it('gives a file back that was slipped in after the last look', (context) => {
    needProgram(context, 'perl')
    const rig = writeRig()
    const expected = put(rig, 'old')
    makeNew(rig)
    const run: WriteCalls['run'] = (asked) => {
      if (statSync(join(rig.web.path, 'f.php')).ino === expected.ino) {
        writeFileSync(join(rig.web.path, 'slipped'), 'of the owner')
        renameSync(join(rig.web.path, 'slipped'), join(rig.web.path, 'f.php'))
      }
      return systemCalls.run(asked)
    }
    const calls = { ...systemCalls, run }
    expect(replaceBeside(calls, rig.at('.tmp-8f3a'), name, expected).outcome).toBe('changed')
    expect(texts(rig)).toEqual({ 'f.php': 'of the owner', '.tmp-8f3a': 'new' })
  })
})

describe('makeBeside', () => {
  it('takes no name that is there, be it a link', () => {
    const rig = writeRig()
    writeFileSync(join(rig.top, 'bait'), 'bait')
    symlinkSync(join(rig.top, 'bait'), join(rig.web.path, '.tmp-8f3a'))
    expect(() => {
      makeNew(rig)
    }).toThrow(expect.objectContaining({ code: 'HF_IO' }))
    expect(readFileSync(join(rig.top, 'bait'), 'utf8')).toBe('bait')
  })

  it('does not keep the default ACL of the directory', (context) => {
    needProgram(context, 'setfacl')
    const rig = writeRig()
    execFileSync('setfacl', ['-d', '-m', 'u:65534:rwx', rig.web.path])
    expect(makeNew(rig)).toBe('all')
    const acl = execFileSync('getfacl', ['-pcn', join(rig.web.path, '.tmp-8f3a')]).toString()
    expect(acl.trim().split('\n')).toEqual(['user::rw-', 'group::r--', 'other::r--'])
  })
})

describe('putBeside', () => {
  it('puts the file where nothing is, and never over something', () => {
    const rig = writeRig()
    makeNew(rig)
    expect(putBeside(systemCalls, rig.at('.tmp-8f3a'), name)).toEqual({ mode: 'copy', outcome: 'done' })
    expect(texts(rig)).toEqual({ 'f.php': 'new' })
    makeNew(rig)
    expect(putBeside(systemCalls, rig.at('.tmp-8f3a'), name)).toEqual({ mode: 'copy', outcome: 'changed' })
    expect(texts(rig)).toEqual({ 'f.php': 'new', '.tmp-8f3a': 'new' })
  })
})

describe('unlinkExpected', () => {
  it('removes the one name of the expected file', () => {
    const rig = writeRig()
    const expected = put(rig, 'old')
    linkSync(join(rig.web.path, 'f.php'), join(rig.web.path, 'other'))
    expect(unlinkExpected(systemCalls, rig.at('f.php'), expected)).toEqual({ mode: 'copy', outcome: 'done' })
    expect(unlinkExpected(systemCalls, rig.at('f.php'), expected).outcome).toBe('absent')
    put(rig, 'another')
    expect(unlinkExpected(systemCalls, rig.at('f.php'), expected).outcome).toBe('changed')
    expect(texts(rig)).toEqual({ 'f.php': 'another', other: 'old' })
  })
})

function put(rig: WriteRig, text: string): Expected {
  writeFileSync(join(rig.web.path, 'f.php'), text)
  return statSync(join(rig.web.path, 'f.php'))
}

function makeNew(rig: WriteRig): string {
  const file = {
    bytes: Buffer.from('new'),
    metadata: plainMetadata(),
    mtimeMs: 1000,
    privileged: 'strip' as const,
  }
  return makeBeside(systemCalls, rig.at('.tmp-8f3a'), file)
}

function texts(rig: WriteRig): Record<string, string> {
  const names = readdirSync(rig.web.path)
  return Object.fromEntries(names.map((each) => [each, readFileSync(join(rig.web.path, each), 'utf8')]))
}
