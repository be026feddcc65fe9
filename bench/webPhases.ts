import type { Phase, Places } from './contender.ts'
import { borgCreate, gitAdd, gitStatus, resticBackup } from './tools/backups.ts'
import { aideCheck, aideInit, findPrintf, opensslSha256 } from './tools/checkers.ts'
import { holdfastScan } from './tools/holdfast.ts'
import { clamdscan, clamscan, yara, type Clamd } from './tools/scanners.ts'

/** What happens to the tree of web sites, in the order in which it happens. */
export const phaseNames = {
  first: 'first',
  keepAll: 'first, other settings',
  unchanged: 'unchanged',
  reread: 'unchanged, every file read again',
  rejudged: 'unchanged, every content judged again',
  packAdded: 'unchanged, after rules were added',
  changed: 'one percent changed',
  startUp: 'start-up',
} as const

const unchangedRuns = 3

export function firstPhase(places: Places, clamd: Clamd): Phase {
  return {
    name: phaseNames.first,
    runs: 1,
    contenders: [
      holdfastScan(places, 'scan'),
      gitAdd(places),
      resticBackup(places),
      borgCreate(places),
      aideInit(places),
      yara(places),
      clamscan(places),
      clamdscan(places, clamd),
      opensslSha256(places),
      findPrintf(places),
    ],
  }
}

export function keepAllPhase(places: Places): Phase {
  return {
    name: phaseNames.keepAll,
    runs: 1,
    contenders: [
      holdfastScan(places, 'scan, every content kept', { store: 'store-all' }),
      holdfastScan(places, 'scan --low-memory', { store: 'store-low', flags: ['--low-memory'] }),
    ],
  }
}

export function unchangedPhases(places: Places, clamd: Clamd): Phase[] {
  return [
    {
      name: phaseNames.unchanged,
      runs: unchangedRuns,
      contenders: [
        holdfastScan(places, 'scan'),
        gitStatus(places),
        resticBackup(places),
        borgCreate(places),
        clamdscan(places, clamd),
        findPrintf(places),
      ],
    },
    {
      name: phaseNames.reread,
      runs: 1,
      contenders: [
        holdfastScan(places, 'scan --reread', { flags: ['--reread'] }),
        opensslSha256(places),
        aideCheck(places),
      ],
    },
    {
      name: phaseNames.rejudged,
      runs: 1,
      contenders: [holdfastScan(places, 'scan --rejudge', { flags: ['--rejudge'] })],
    },
  ]
}

export function packAddedPhase(places: Places): Phase {
  return {
    name: phaseNames.packAdded,
    runs: 1,
    contenders: [holdfastScan(places, 'scan, one pack more')],
  }
}

export function changedPhase(places: Places): Phase {
  return {
    name: phaseNames.changed,
    runs: 1,
    contenders: [holdfastScan(places, 'scan'), gitAdd(places), resticBackup(places), borgCreate(places)],
  }
}
