import type { Config } from '../../domain/config.ts'
import type { Incident } from '../../domain/incident.ts'
import type { Oid } from '../../domain/oid.ts'
import type { BytePath } from '../../domain/path.ts'
import type { ScanRecord } from '../../domain/scan.ts'
import type { RulesSummary } from './rules.ts'

export interface RootStatus {
  readonly path: BytePath
  readonly lastScan: ScanRecord | null
  readonly lastCompleteAt: number | null
  readonly files: number
  readonly infected: number
  readonly suspicious: number
  readonly undecided: number
  readonly notRead: number
  /** Filesystem type and whether stat may stand for content there (decision 15). */
  readonly filesystem: string
  readonly statTrusted: boolean
}

export interface StatusReport {
  readonly host: string
  readonly version: string
  readonly at: number
  readonly attention: readonly { readonly text: string; readonly command: string }[]
  readonly roots: readonly RootStatus[]
  readonly incidents: Readonly<Record<Incident['status'], number>>
  readonly rules: RulesSummary
  /** By name; null while nothing of it is in use. */
  readonly ruleSources: readonly {
    readonly name: string
    readonly version: number | null
    readonly issuedAt: number | null
  }[]
  readonly store: {
    readonly path: string
    readonly bytes: number
    readonly snapshots: number
    readonly format: number
    readonly diskFreeBytes: number
    /** Kept in hand for a full disk; 0 when it was given up or there was never room for it. */
    readonly ballastBytes: number
    readonly lastFsckAt: number | null
  }
  readonly audit: { readonly events: number; readonly head: Oid }
  readonly originals: {
    /** That can still be put back, and whose time is over. */
    readonly restorable: number
    readonly expired: number
    /** Of the restorable those that end within expiringSoonMs, and when the first of them does. */
    readonly expiring: number
    readonly nextEndAt: number | null
  }
  readonly maxFiles: number
  readonly defaultAction: Config['malware']['defaultAction']
}

/** What the holder of a locked store says of itself. */
export interface HeldStatus {
  readonly pid: number
  readonly what: string
  readonly scan: number | null
  readonly since: number
  readonly filesDone: number
  readonly filesExpected: number | null
  readonly findings: number
}
