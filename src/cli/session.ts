import { HoldfastError } from '../domain/errors.ts'
import type { Clock } from '../domain/clock.ts'
import { storeWaitMsMax } from '../domain/limits.ts'
import { parseTimeSpec } from '../domain/timeText.ts'
import type { OpenRequest } from '../service/contract.ts'
import { systemClock } from '../service/systemClock.ts'
import { argvBytes } from './argvBytes.ts'
import type { BytesOf } from './argvBytes.ts'
import type { GlobalFlags } from './flags.ts'
import { currentInitiator } from './initiator.ts'
import type { Answer } from './output/answer.ts'
import { localTimes } from './output/localTimes.ts'
import { renderAnswer } from './output/render.ts'
import type { Format } from './output/render.ts'
import { widthMin } from './output/screen.ts'
import type { Screen } from './output/screen.ts'
import { readCommandLine } from './process/ownProcess.ts'
import { storePath } from './storePath.ts'

/** One run of one command: where it reads its surroundings from and where its answer goes. */
export interface Session {
  readonly clock: Clock
  readonly cwd: string
  readonly screen: Screen
  readonly format: Format
  readonly open: OpenRequest
  /** The bytes of a path argument as the kernel got them. */
  readonly bytesOf: BytesOf
  /** Milliseconds since 1970 of a time flag; HF_USAGE when it is no time. null stays null. */
  readonly time: (flag: string | undefined) => number | null
  /** Prints in the format asked for. */
  readonly print: (answer: Answer) => void
}

/** Columns of piped output. */
const widthDefault = 110

export function startSession(flags: GlobalFlags): Session {
  const clock = systemClock()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const uid = process.getuid?.() ?? 0
  const cwd = process.cwd()
  const screen = screenOf(flags, zone)
  const format = flags.json ? 'json' : (flags.format ?? 'table')
  return {
    clock,
    cwd,
    screen,
    format,
    open: {
      store: storePath({ flag: flags.store ?? null, environment: process.env, uid, cwd }),
      initiator: currentInitiator(uid, process.env),
      waitMs: waitMs(flags.wait),
    },
    bytesOf: argvBytes(process.argv.slice(2), readCommandLine()),
    time: (flag) => (flag === undefined ? null : parseTime(flag, clock.now(), zone)),
    print: (answer) => {
      for (const piece of renderAnswer(answer, format, screen)) process.stdout.write(piece)
    },
  }
}

function screenOf(flags: GlobalFlags, zone: string): Screen {
  const columns = process.stdout.isTTY ? process.stdout.columns : widthDefault
  return {
    width: Math.max(widthMin, columns),
    target: process.stdout.isTTY ? 'terminal' : 'pipe',
    detail: flags.quiet ? 'new' : 'all',
    ...localTimes(zone),
  }
}

function parseTime(text: string, now: number, zone: string): number {
  const atMs = parseTimeSpec(text, { now, zone })
  if (atMs !== undefined) return atMs
  throw new HoldfastError('HF_USAGE', `not a time: ${text}`, {
    facts: { value: text },
    hint: 'times are 2h, 2d, 2026-11-22, 2026-11-22T02:04:00Z, or Unix seconds',
  })
}

/** `5m` names the length of a wait with the words that elsewhere mean `5m` ago. */
function waitMs(flag: string | undefined): number {
  if (flag === undefined) return 0
  const length = /^\d+[smhd]$/.test(flag) ? parseTimeSpec(flag, { now: 0, zone: 'UTC' }) : undefined
  if (length !== undefined) return Math.min(-length, storeWaitMsMax)
  throw new HoldfastError('HF_USAGE', `not a length of time: ${flag}`, {
    hint: 'use: --wait, --wait=30s, --wait=2h',
  })
}
