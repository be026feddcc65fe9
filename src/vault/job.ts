import type { Operation } from '../domain/operation.ts'
import type { ByteName } from '../domain/path.ts'
import type { Place } from '../fsafe/write/place.ts'
import type { Stage } from '../fsafe/write/stage.ts'
import { sha256 } from '../hash/sha256.ts'
import type { Store } from '../store/store.ts'
import { stagedName } from './stagedName.ts'

/** Where the files of an operation lie while it runs. */
export type Way = StageWay | CopyWay

/** `fresh` is the new file, `kept` what lay at the path, `made` a directory on its way there. */
export interface StageWay {
  readonly kind: 'stage'
  readonly stage: Stage
  readonly fresh: ByteName
  readonly kept: ByteName
  readonly made: ByteName
}

/** Beside the file (decision 37), under a name that its owner cannot guess and recovery can. */
export interface CopyWay {
  readonly kind: 'copy'
  readonly temporary: ByteName
}

/** An operation that is open in the store, and the handles to its files. */
export interface Job {
  readonly operation: Operation
  /** null: the directory of the file is not there. */
  readonly place: Place | null
  readonly way: Way
  /** What it may take away: the content it found first, or also what came there since. */
  readonly takes: 'before' | 'anything'
}

export function stageWay(store: Store, stage: Stage, operation: number): StageWay {
  const name = { store: store.id, operation }
  return {
    kind: 'stage',
    stage,
    fresh: stagedName({ ...name, part: 'new' }),
    kept: stagedName({ ...name, part: 'old' }),
    made: stagedName({ ...name, part: 'dir' }),
  }
}

export function copyWay(store: Store, operation: number): CopyWay {
  const seed = Buffer.concat([store.secret, Buffer.from(`beside ${String(operation)}`)])
  return { kind: 'copy', temporary: `.holdfast-${sha256(seed).slice(0, 32)}` as ByteName }
}
