import type { CleanAim, CleanAnswer } from '../../domain/cleaning.ts'
import type { Clock } from '../../domain/clock.ts'
import type { ContentKind } from '../../domain/content.ts'
import type { FileClass } from '../../domain/fileClass.ts'
import type { FileStat } from '../../domain/fileStat.ts'
import type { Oid } from '../../domain/oid.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import type { RuleInfo, RulePack } from '../../domain/ruleset.ts'
import type { SkipReason } from '../../domain/skip.ts'
import type { Verdict } from '../../domain/verdict.ts'

/** What a thread does its work with. workers/batch puts the rooms in; this room knows their shapes only. */
export interface ThreadTools<Engine, Data extends CompiledData, Rules> extends ContentTools<Rules> {
  readonly rules: RuleTools<Engine, Data, Rules>
}

export interface ContentTools<Rules> {
  readonly files: FileTools
  readonly identify: (bytes: Buffer) => ContentKind
  readonly watchForCode: () => CodeWatch
  readonly judge: (content: JudgedBytes, rules: Rules) => Verdict
  readonly unpack: (archive: Buffer, from: number, step: () => void) => Promise<UnpackedFiles>
  readonly clean: (job: CleanJob, judge: (bytes: Buffer) => Verdict) => CleanAnswer
}

/** Some successive files of an archive and the number of the entry to go on with. */
export interface UnpackedFiles {
  readonly files: readonly { readonly path: string; readonly bytes: Buffer }[]
  readonly next: number | null
}

/** An infected content and the clean version it is held against. */
export interface CleanJob {
  readonly aim: CleanAim
  readonly fileClass: FileClass
  readonly content: Buffer
  readonly base: Buffer | null
}

/** Takes the bytes of a file in order and tells whether there is a script in them. */
export interface CodeWatch {
  update(bytes: Buffer): void
  has(kind: 'text' | 'binary'): boolean
}

/** A directory held open. */
export interface HeldDirectory {
  readonly fd: number
  readonly path: BytePath
}

export interface StreamHash {
  update(bytes: Buffer): unknown
}

export interface FileTools {
  readonly tryOpenDirectory: (path: BytePath) => HeldDirectory | 'vanished' | 'not-a-directory' | 'unreadable'
  readonly closeDirectory: (directory: HeldDirectory) => void
  readonly readStable: <H extends StreamHash>(
    directory: HeldDirectory,
    name: ByteName,
    startHash: () => H,
    sparse: SparseAllowance,
  ) => StableBytes<H>
  readonly sha256: (bytes: Buffer) => Oid
  readonly startSha256: () => StreamHash & { readonly digestOid: () => Oid }
}

export type StableBytes<H> =
  | { readonly state: 'read'; readonly stat: FileStat; readonly bytes: Buffer }
  | {
      readonly state: 'streamed'
      readonly stat: FileStat
      readonly hash: H
      readonly head: Buffer
      readonly tail: Buffer
    }
  | { readonly state: 'ends'; readonly head: Buffer; readonly tail: Buffer }
  | { readonly state: 'skipped'; readonly reason: SkipReason }

/** Bytes that may still be read of sparse files; counted down. */
export interface SparseAllowance {
  bytes: number
}

/** The rules as plain data that survives structured clone. */
export interface CompiledData {
  readonly engine: string
  readonly rules: readonly RuleInfo[]
}

export interface LoadedRules<Rules> {
  readonly all: Rules
  readonly subset: (names: readonly string[]) => Rules
}

export interface RuleTools<Engine, Data extends CompiledData, Rules> {
  /** HF_ENGINE_UNAVAILABLE when this machine has none. */
  readonly loadEngine: () => Promise<Engine>
  readonly build: (engine: Engine, packs: readonly RulePack[]) => Data
  readonly load: (engine: Engine, data: Data) => LoadedRules<Rules>
  /** HF_RULE_SLOW or HF_RULES_INVALID when the pack is refused. */
  readonly admit: (engine: Engine, pack: RulePack, stopwatch: Stopwatch) => readonly RuleInfo[]
  readonly stopwatch: Stopwatch
}

/** Only differences of its values mean something. */
export type Stopwatch = Pick<Clock, 'monotonicMicros'>

export interface JudgedBytes {
  readonly bytes: Buffer
  readonly oid: Oid
  readonly fileClass: FileClass
  readonly contentKind: ContentKind
  readonly extent:
    | { readonly state: 'whole' }
    | {
        readonly state: 'ends'
        readonly headBytes: number
        readonly size: number
        readonly script: 'seen' | 'unseen'
      }
}
