import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FileMetadata } from '../../src/domain/operation.ts'
import type { OpenDirectory } from '../../src/fsafe/read/directory.ts'
import { closeDirectory, openDirectory } from '../../src/fsafe/read/directory.ts'
import { systemCalls } from '../../src/fsafe/write/calls.ts'
import type { Place } from '../../src/fsafe/write/place.ts'
import type { Stage } from '../../src/fsafe/write/stage.ts'
import { closeStage, openStage } from '../../src/fsafe/write/stage.ts'
import { byteName, bytePath, scratchDirectory } from './scratch.ts'

export interface WriteRig {
  readonly top: string
  /** `top/web`, held open. */
  readonly web: OpenDirectory
  readonly stage: Stage
  readonly at: (name: string) => Place
  /** The path of a name in the stage. */
  readonly staged: (name: string) => string
}

/** A web root and a stage on the same filesystem. */
export function writeRig(top: string = scratchDirectory()): WriteRig {
  chmodSync(top, 0o755)
  mkdirSync(join(top, 'web'))
  const web = openDirectory(bytePath(join(top, 'web')))
  const stage = stageOf(top)
  onTestFinished(() => {
    closeDirectory(web)
    closeStage(stage)
  })
  return {
    top,
    web,
    stage,
    at: (name) => ({ directory: web, name: byteName(name) }),
    staged: (name) => join(top, '.holdfast-stage', name),
  }
}

export function stageOf(top: string): Stage {
  const stage = openStage(systemCalls, bytePath(top))
  if (stage.kind !== 'stage') throw new Error(`no stage: ${stage.reason}`)
  return stage
}

export function plainMetadata(changes: Partial<FileMetadata> = {}): FileMetadata {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  return { mode: 0o644, uid, gid, mtimeMs: 0, xattrs: { state: 'known', lines: [] }, ...changes }
}

/** How many descriptors this process holds: what leaks one shows here. */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}
