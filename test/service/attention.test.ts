import { describe, expect, it } from 'vitest'
import type { BytePath } from '../../src/domain/path.ts'
import type { ScanOutcome, ScanRecord } from '../../src/domain/scan.ts'
import { type AttentionFacts, attentionLines } from '../../src/service/attention.ts'
import type { RootStatus } from '../../src/service/contract/status.ts'

const quiet: AttentionFacts = {
  at: 10_000_000,
  infected: { files: 0, newestAt: 0, owners: new Set() },
  roots: [],
  rules: { rules: 1, packs: ['holdfast'], epoch: 1, engine: 'yara-x native 1, judgement 1' },
  origins: [],
  originals: { restorable: 0, expired: 0, expiring: 0, nextEndAt: null },
  lastFsck: undefined,
  clock: 'sound',
  room: { freeBytes: 10_000_000_000, ballastBytes: 33_554_432 },
}

describe('what needs attention', () => {
  it('is a source of rules that nothing is in use of, or whose rules are more than a week old', () => {
    const at = 1_800_000_000_000
    const origin = { name: 'acme', directory: '/srv', publicKey: '', addedAt: 0, refusedVersion: 0 }
    const made = (days: number): AttentionFacts => {
      const issuedAt = at - days * 86_400_000
      const release = { version: 1, issuedAt, updatedAt: at, manifest: '' }
      return { ...quiet, at, origins: [{ ...origin, release }] }
    }
    expect(attentionLines(made(7))).toEqual([])
    expect(attentionLines(made(9))).toEqual([
      { text: 'the rules of acme are 9 days old', command: 'holdfast rules update acme' },
    ])
    const unused = attentionLines({ ...quiet, origins: [{ ...origin, release: null }] })
    expect(unused).toMatchObject([{ command: 'holdfast rules update acme' }])
  })

  it('is nothing when nothing is wrong', () => {
    const roots = [rootWith({})]
    expect(
      attentionLines({ ...quiet, roots, lastFsck: { at: 1, ok: true, readData: 'none', next: 0 } }),
    ).toEqual([])
  })

  it('begins with the infected files', () => {
    const roots = [rootWith({ undecided: 1 })]
    const owners = new Set(['alice', 'bob'])
    const [first] = attentionLines({ ...quiet, roots, infected: { files: 3, newestAt: 9_580_000, owners } })
    expect(first).toEqual({
      text: '3 infected files on 2 accounts, newest 7 min ago',
      command: 'holdfast list --status infected',
    })
  })

  it('is a machine without an engine, and damage in the store', () => {
    const rules = { ...quiet.rules, engine: 'none' }
    const lines = attentionLines({
      ...quiet,
      rules,
      lastFsck: { at: 1, ok: false, readData: 'none', next: 0 },
    })
    expect(lines.map(({ command }) => command)).toEqual(['npm ci', 'holdfast fsck'])
  })

  it('is a clock that jumped, since nothing expires by it', () => {
    const lines = attentionLines({ ...quiet, clock: 'jumped' })
    expect(lines).toEqual([
      { text: 'the clock of this machine has jumped, so nothing expires', command: 'holdfast gc' },
    ])
  })

  it('is a full disk once nothing is kept in hand', () => {
    const full = { freeBytes: 1_000_000, ballastBytes: 33_554_432 }
    expect(attentionLines({ ...quiet, room: full })).toEqual([])
    expect(attentionLines({ ...quiet, room: { ...full, ballastBytes: 0 } })).toEqual([
      { text: 'the disk of the store is nearly full, and its reserve is used up', command: 'df -h' },
    ])
  })

  it.each([
    ['interrupted', 'the last scan of /srv was stopped before its end'],
    ['running', 'the last scan of /srv was stopped before its end'],
    ['failed', 'the last scan of /srv failed'],
  ] as const)('is a root whose last scan was %s', (outcome, text) => {
    const roots = [rootWith({ lastScan: scanWith(outcome) })]
    expect(attentionLines({ ...quiet, roots })).toEqual([{ text, command: 'holdfast scan /srv' }])
  })

  it('is what was not judged or not read', () => {
    const roots = [rootWith({ undecided: 1, notRead: 2, lastScan: scanWith('incomplete') })]
    expect(attentionLines({ ...quiet, roots }).map(({ text }) => text)).toEqual([
      '1 file in /srv could not be judged to the end',
      '2 files could not be read in the last scan of /srv',
    ])
  })

  it('never puts a name that a shell would read otherwise into a command', () => {
    const roots = [rootWith({ path: '/srv/$(reboot)' as BytePath, undecided: 1 })]
    expect(attentionLines({ ...quiet, roots })[0]?.command).toBe('holdfast scan PATH')
  })
})

function rootWith(changes: Partial<RootStatus>): RootStatus {
  return {
    ...{ path: '/srv' as BytePath, lastScan: scanWith('complete'), lastCompleteAt: 1, files: 1, infected: 0 },
    ...{ suspicious: 0, undecided: 0, notRead: 0, filesystem: 'ext4', statTrusted: true },
    ...changes,
  }
}

function scanWith(outcome: ScanOutcome): ScanRecord {
  const none = { files: 0, directories: 0, unchanged: 0, read: 0, bytesRead: 0, bytes: 0, judged: 0 }
  return {
    ...{
      id: 1,
      paths: [],
      startedAt: 1,
      finishedAt: 2,
      outcome,
      cause: 'scheduled',
      initiator: { uid: 0 },
      epoch: 1,
    },
    counts: {
      ...none,
      verdictsReused: 0,
      malicious: 0,
      suspicious: 0,
      undecided: 0,
      skipped: 0,
      hashOnly: 0,
    },
    ...{ skipped: {}, snapshots: [] },
  }
}
