import { HoldfastError, unreachable } from '../../domain/errors.ts'
import { sparseBytesMax } from '../../domain/limits.ts'
import { encodeFrame } from '../frame.ts'
import type { FailedHeader } from '../messages.ts'
import { readerErrorCodes } from '../messages.ts'
import type { Beats } from './beats.ts'
import { takeBeats } from './beats.ts'
import { cleanStored } from './threadClean.ts'
import { unpackArchive } from './threadArchive.ts'
import { judgeStored, workBatch } from './threadContents.ts'
import { admitPack, compilePacks, ruleCache } from './threadRules.ts'
import { post } from './threadTask.ts'
import type { ThreadTask } from './threadTask.ts'
import type { CompiledData, ThreadTools } from './tools.ts'

/**
 * The function a thread runs for every request. Failures that main knows how to tell travel as a frame; anything else
 * ends the reader, and main finds out which content it was.
 */
export function createThread<Engine, Data extends CompiledData, Rules>(
  tools: ThreadTools<Engine, Data, Rules>,
): (task: ThreadTask) => Promise<void> {
  const cache = ruleCache(tools.rules)
  const sparse = { bytes: sparseBytesMax }
  let beats: Beats | undefined

  const work = async (task: ThreadTask, own: Beats): Promise<void> => {
    switch (task.kind) {
      case 'batch':
        await workBatch(task, { tools, beats: own, cache, sparse })
        return
      case 'judge':
        await judgeStored(task, { tools, beats: own, cache, sparse })
        return
      case 'clean':
        await cleanStored(task, { tools, beats: own, cache, sparse })
        return
      case 'unpack':
        await unpackArchive(task, { tools, beats: own, cache, sparse })
        return
      case 'rules':
        await compilePacks(task, tools.rules)
        return
      case 'admit':
        await admitPack(task, tools.rules)
        return
      default:
        unreachable(task.kind)
    }
  }

  return async (task) => {
    beats ??= takeBeats(task.beats)
    try {
      await work(task, beats)
    } catch (error) {
      post(task.port, failedFrame(task.request, error))
    } finally {
      beats.rest()
      task.port.close()
    }
  }
}

function failedFrame(request: number, error: unknown): Buffer<ArrayBuffer> {
  if (!(error instanceof HoldfastError) || !readerErrorCodes.includes(error.code)) throw error
  const { code, message, facts, hint } = error
  const header: FailedHeader = { code, message, facts, hint }
  return encodeFrame('failed', request, header)
}
