import type { BytePath } from '../domain/path.ts'
import {
  closeDirectory,
  type OpenDirectory,
  type OpenFailure,
  tryOpenDirectory,
} from '../fsafe/read/directory.ts'
import type { WriteCalls } from '../fsafe/write/calls.ts'
import { closeStage, openStage, type Stage, type StageRefusal, stageTopOf } from '../fsafe/write/stage.ts'

/** The directories and stages that one group of operations holds open, each opened once; closed together. */
export interface Workplaces {
  directory(path: BytePath): OpenDirectory | OpenFailure
  /** Takes over a directory that has been made meanwhile. */
  adopt(path: BytePath, directory: OpenDirectory): void
  /** Throws HF_STAGE_UNSAFE, HF_IO. */
  stage(top: BytePath): Stage | StageRefusal
  /** Top of the mount that holds the directory. */
  topOf(directory: BytePath): BytePath
  readonly directories: readonly OpenDirectory[]
  readonly stages: readonly Stage[]
  close(): void
}

export function openWorkplaces(calls: WriteCalls): Workplaces {
  const directories = new Map<BytePath, OpenDirectory | OpenFailure>()
  const stages = new Map<BytePath, Stage | StageRefusal>()
  const tops = new Map<BytePath, BytePath>()
  const openDirectories = (): OpenDirectory[] =>
    [...directories.values()].filter((directory) => typeof directory !== 'string')
  const openStages = (): Stage[] => [...stages.values()].filter((stage) => stage.kind === 'stage')
  return {
    directory: (path) => known(directories, path, () => tryOpenDirectory(path)),
    adopt: (path, directory) => {
      const other = directories.get(path)
      if (other !== undefined && typeof other !== 'string') closeDirectory(other)
      directories.set(path, directory)
    },
    stage: (top) => known(stages, top, () => openStage(calls, top)),
    topOf: (directory) => known(tops, directory, () => stageTopOf(directory)),
    get directories() {
      return openDirectories()
    },
    get stages() {
      return openStages()
    },
    close: () => {
      openDirectories().forEach(closeDirectory)
      openStages().forEach(closeStage)
    },
  }
}

function known<Value>(values: Map<BytePath, Value>, key: BytePath, open: () => Value): Value {
  const found = values.get(key)
  if (found !== undefined) return found
  const opened = open()
  values.set(key, opened)
  return opened
}
