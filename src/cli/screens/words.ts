import { unreachable } from '../../domain/errors.ts'
import type { Cause, Initiator } from '../../domain/event.ts'
import type { Incident, IncidentStatus, ResolvedBecause } from '../../domain/incident.ts'
import type { ScanOutcome } from '../../domain/scan.ts'
import type { SkipReason } from '../../domain/skip.ts'
import type { Outcome, VerdictLimit } from '../../domain/verdict.ts'
import { counted } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'

/** The words people see for the states of the domain; machine formats keep the codes. */
export const statusWords: Readonly<Record<IncidentStatus, string>> = {
  infected: 'Infected',
  suspicious: 'Suspicious',
  cleaned: 'Cleaned',
  quarantined: 'Quarantined',
  'content-removed': 'Content removed',
  'cleanup-in-progress': 'Cleanup in progress',
  deleted: 'Deleted',
  restored: 'Restored',
  ignored: 'Ignored',
  resolved: 'Resolved',
}

export const resolvedWords: Readonly<Record<ResolvedBecause, string>> = {
  vanished: 'the file is gone',
  'changed-clean': 'the content is clean now',
  'rule-retracted': 'the rule was withdrawn',
}

export const causeWords: Readonly<Record<Cause, string>> = {
  manual: 'Manual',
  'on-demand': 'On-demand',
  scheduled: 'Scheduled',
  'real-time': 'Real time',
  retro: 'Retro',
}

export const outcomeWords: Readonly<Record<Outcome | 'unknown', string>> = {
  malicious: 'malicious',
  undecided: 'undecided',
  suspicious: 'suspicious',
  clean: 'clean',
  unknown: 'not judged',
}

export const limitWords: Readonly<Record<VerdictLimit, string>> = {
  timeout: 'time limit',
  crash: 'the reader died on it',
  budget: 'budget of this account used up',
  'too-large': 'too large to judge whole',
  'engine-limit': 'limit of the engine',
}

/** `type` is what the assessment found: added to a file of the site, a file of its own, or only suspicious. */
export function typeWords(type: Incident['type']): string {
  switch (type) {
    case 'INJ':
      return 'injected code'
    case 'SA':
      return 'malicious file'
    case 'SUSP':
      return 'may be legitimate'
    default:
      return unreachable(type)
  }
}

/** What became of a scan, for a sentence about it. */
export const scanOutcomeWords: Readonly<Record<ScanOutcome, string>> = {
  running: 'was cut off',
  complete: 'is complete',
  incomplete: 'is incomplete',
  interrupted: 'was stopped before its end',
  failed: 'failed',
}

/** Why one file was not read, for a list of files. */
export const skipWords: Readonly<Record<SkipReason, string>> = {
  unreadable: 'unreadable',
  unstable: 'kept changing while it was read',
  vanished: 'vanished',
  'too-deep': 'too deep',
  surplus: 'beyond the limit of one directory',
  'reader-failed': 'the reader failed on it',
  'directory-unreadable': 'unreadable directory',
  'special-file': 'socket, pipe or device',
  excluded: 'excluded',
  'other-mount': 'another filesystem',
  'pseudo-filesystem': 'pseudo filesystem',
  'own-store': 'the store itself',
  'too-large': 'too large',
  sparse: 'sparse, beyond what one run reads of such files',
  'large-script': 'too large to judge, and a script tag at its ends',
}

/** The same for a count: `9 sockets, pipes and devices`. */
export function countedSkips(reason: SkipReason, count: number): string {
  const [one, many] = skipNouns[reason]
  return counted(count, one, many)
}

const skipNouns: Readonly<Record<SkipReason, readonly [string, string]>> = {
  unreadable: ['unreadable file', 'unreadable files'],
  unstable: ['file that kept changing', 'files that kept changing'],
  vanished: ['file that vanished meanwhile', 'files that vanished meanwhile'],
  'too-deep': ['directory too deep', 'directories too deep'],
  surplus: ['file beyond the limit of one directory', 'files beyond the limit of one directory'],
  'reader-failed': ['file that the reader failed on', 'files that the reader failed on'],
  'directory-unreadable': ['unreadable directory', 'unreadable directories'],
  'special-file': ['socket, pipe or device', 'sockets, pipes and devices'],
  excluded: ['excluded entry', 'excluded entries'],
  'other-mount': ['mount of another filesystem', 'mounts of other filesystems'],
  'pseudo-filesystem': ['pseudo filesystem', 'pseudo filesystems'],
  'own-store': ['store of holdfast', 'stores of holdfast'],
  'too-large': ['file too large', 'files too large'],
  sparse: ['sparse file', 'sparse files'],
  'large-script': [
    'file too large to judge with a script in it',
    'files too large to judge with a script in them',
  ],
}

/** `root (sudo anna)`, `uid 1001 (anna)`, `System` for a run that no person started. */
export function initiatorWords(initiator: Initiator, cause: Cause): string {
  if (cause === 'scheduled' && initiator.login === undefined) return 'System'
  const user = initiator.uid === 0 ? 'root' : `uid ${String(initiator.uid)}`
  if (initiator.login === undefined || initiator.login === user) return user
  return `${user} (${initiator.uid === 0 ? 'sudo ' : ''}${safeText(initiator.login)})`
}
