import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemCalls } from '../../../src/fsafe/write/calls.ts'
import type { Captured } from '../../../src/fsafe/write/capture.ts'
import { captureFiles } from '../../../src/fsafe/write/capture.ts'
import { dropStaged, linkIntoPlace, moveToStage, stageFile } from '../../../src/fsafe/write/change.ts'
import { nameOfXattr } from '../../../src/fsafe/write/xattrs.ts'
import { needProgram } from '../../support/debianPackages.ts'
import { byteName, needRoot } from '../../support/scratch.ts'
import { trials } from '../../support/trials.ts'
import type { WriteRig } from '../../support/writeRig.ts'
import { writeRig } from '../../support/writeRig.ts'

/** All permission bits are independent of each other, so every one is seen with and without each special bit. */
const modes = [
  0, 0o400, 0o644, 0o640, 0o755, 0o777, 0o4755, 0o2755, 0o1777, 0o6711, 0o7777, 0o4000, 0o2000, 0o1000,
]
const owners = [
  [0, 0],
  [1001, 1001],
  [1001, 33],
  [65534, 65534],
] as const
const attributes: Readonly<Record<string, (path: string) => readonly string[]>> = {
  nothing: () => [],
  user: (path) => ['setfattr', '-n', 'user.note', '-v', 'a "text"\n', path],
  trusted: (path) => ['setfattr', '-n', 'trusted.note', '-v', '0x00ff0a', path],
  acl: (path) => ['setfacl', '-m', 'u:1002:rwx,g:33:r--,m::rx', path],
  capability: (path) => ['setcap', 'cap_net_bind_service,cap_chown+ep', path],
}

describe.for(['keep', 'strip'] as const)('a file put back, privileges: %s', (privileged) => {
  it('has its bytes, owner, mode, ACL and attributes', (context) => {
    needAll(context)
    const cases = matrix(trials(560))
    expect(cases.length).toBeGreaterThanOrEqual(trials(560))
    expectPutBack(cases, privileged)
  })

  it('has its mode, of all there are', (context) => {
    needAll(context)
    expectPutBack(everyMode(), privileged)
  })
})

function expectPutBack(cases: readonly Case[], privileged: 'keep' | 'strip'): void {
  const rig = writeRig()
  cases.forEach((one, index) => {
    makeCase(join(rig.web.path, `f${index}`), one)
  })
  const places = cases.map((_, index) => rig.at(`f${index}`))
  const before = captureFiles(systemCalls, places, 1e9)
  const toolsBefore = toolsSay(rig)
  before.forEach((captured, index) => {
    takeOutAndPutBack(rig, `f${index}`, captured, privileged)
  })
  const after = captureFiles(systemCalls, places, 1e9)
  expect(after.map(facts)).toEqual(before.map((one) => strippedIf(privileged, facts(one))))
  if (privileged === 'keep') expect(toolsSay(rig)).toBe(toolsBefore)
  console.log(`fidelity (${privileged}): ${cases.length} files put back as they were`)
}

describe('privileges', () => {
  it('are not given back unless asked for, and are when they are', (context) => {
    needAll(context)
    const rig = writeRig()
    makeCase(join(rig.web.path, 'f'), { mode: 0o6755, owner: [0, 0], kind: 'capability' })
    const [captured] = captureFiles(systemCalls, [rig.at('f')], 0)
    for (const privileged of ['strip', 'keep'] as const) {
      takeOutAndPutBack(rig, 'f', captured!, privileged)
      const capabilities = execFileSync('/usr/sbin/getcap', [join(rig.web.path, 'f')]).toString()
      const { mode } = statSync(join(rig.web.path, 'f'))
      const expected = privileged === 'strip' ? [0o755, false] : [0o6755, true]
      expect([mode & 0o7777, capabilities.includes('cap_chown')]).toEqual(expected)
    }
  })

  it('what the filesystem refuses is said, and the rest is kept', (context) => {
    needAll(context)
    const rig = writeRig()
    const lines = ['nonsense.a=0sYQ==', 'user.b=0sYg==']
    const metadata = { mode: 0o644, uid: 0, gid: 0, mtimeMs: 0, xattrs: { state: 'known', lines } } as const
    const name = byteName('7.new')
    const file = { bytes: Buffer.from('x'), metadata, mtimeMs: 0, privileged: 'keep' } as const
    expect(stageFile(systemCalls, rig.stage, name, file)).toBe('partly')
    const [staged] = captureFiles(systemCalls, [{ directory: rig.stage.directory, name }], 0)
    expect(staged).toMatchObject({ metadata: { xattrs: { state: 'known', lines: ['user.b=0sYg=='] } } })
  })

  it('lines that could name another file to setfattr are not passed on', (context) => {
    needAll(context)
    const rig = writeRig()
    writeFileSync(join(rig.top, 'bait'), 'bait')
    const line = `user.a=0sYQ==\n\n# file: ${join(rig.top, 'bait')}\nuser.b=0sYg==`
    const xattrs = { state: 'known', lines: [line] } as const
    const metadata = { mode: 0o644, uid: 0, gid: 0, mtimeMs: 0, xattrs }
    const file = { bytes: Buffer.from('x'), metadata, mtimeMs: 0, privileged: 'keep' } as const
    expect(stageFile(systemCalls, rig.stage, byteName('7.new'), file)).toBe('partly')
    expect(execFileSync('getfattr', ['-d', join(rig.top, 'bait')]).toString()).toBe('')
  })

  it('unknown attributes are never taken for none', (context) => {
    needRoot(context)
    const rig = writeRig()
    const metadata = { mode: 0o644, uid: 0, gid: 0, mtimeMs: 0, xattrs: { state: 'unknown' } } as const
    const file = { bytes: Buffer.from('x'), metadata, mtimeMs: 0, privileged: 'strip' } as const
    expect(stageFile(systemCalls, rig.stage, byteName('7.new'), file)).toBe('unknown')
  })
})

interface Case {
  readonly mode: number
  readonly owner: readonly [number, number]
  readonly kind: string
}

/** Every mode with every owner and every attribute; more modes on top until there are `wanted`. */
function matrix(wanted: number): readonly Case[] {
  const allModes = [...modes]
  for (let mode = 1; allModes.length * owners.length * Object.keys(attributes).length < wanted; mode += 37) {
    allModes.push(mode % 0o10000)
  }
  return allModes.flatMap((mode) =>
    owners.flatMap((owner) => Object.keys(attributes).map((kind) => ({ mode, owner, kind }))),
  )
}

/** 4,096 modes, with the owners in turn. */
function everyMode(): readonly Case[] {
  return Array.from({ length: 0o10000 }, (_, mode) => ({
    mode,
    owner: owners[mode % owners.length] ?? [0, 0],
    kind: 'nothing',
  }))
}

function needAll(context: Parameters<typeof needRoot>[0]): void {
  needRoot(context)
  for (const program of ['setfattr', 'setfacl', 'setcap']) needProgram(context, program)
}

/** chown takes privileges away, and an ACL changes the mode, so the order is that of the product. */
function makeCase(path: string, { mode, owner, kind }: Case): void {
  writeFileSync(path, `bytes of ${path}`)
  chownSync(path, ...owner)
  chmodSync(path, mode)
  const [program, ...args] = attributes[kind]?.(path) ?? []
  if (program !== undefined) execFileSync(program, args, { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } })
}

function takeOutAndPutBack(
  rig: WriteRig,
  name: string,
  captured: Captured,
  privileged: 'keep' | 'strip',
): void {
  if (captured.state !== 'captured') throw new Error(captured.reason)
  const [old, fresh] = [byteName('7.old'), byteName('7.new')]
  expect(moveToStage(systemCalls, rig.at(name), rig.stage, old)).toBe('moved')
  dropStaged(systemCalls, rig.stage, old)
  const file = { bytes: captured.bytes, metadata: captured.metadata, mtimeMs: 1_700_000_000_000, privileged }
  expect(stageFile(systemCalls, rig.stage, fresh, file)).toBe('all')
  expect(linkIntoPlace(systemCalls, rig.stage, fresh, rig.at(name))).toBe('put')
  dropStaged(systemCalls, rig.stage, fresh)
}

interface Facts {
  readonly text: string
  readonly mode: number
  readonly owner: readonly [number, number]
  readonly lines: readonly string[]
}

function facts(captured: Captured): Facts {
  if (captured.state !== 'captured') throw new Error(captured.reason)
  const { mode, uid, gid, xattrs } = captured.metadata
  if (xattrs.state === 'unknown') throw new Error('the attributes are unknown')
  return { text: captured.bytes.toString(), mode, owner: [uid, gid], lines: xattrs.lines }
}

function strippedIf(privileged: 'keep' | 'strip', all: Facts): Facts {
  if (privileged === 'keep') return all
  const lines = all.lines.filter((line) => nameOfXattr(line) !== 'security.capability')
  return { ...all, mode: all.mode & 0o1777, lines }
}

/** What the tools of the system say of all files, which know nothing of how they came back. */
function toolsSay({ web }: WriteRig): string {
  const acls = execFileSync('getfacl', ['-Rnp', web.path], { maxBuffer: 64 << 20 }).toString()
  return acls + execFileSync('/usr/sbin/getcap', ['-r', web.path]).toString()
}
