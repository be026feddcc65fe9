import { Args } from '@oclif/core'
import type { TargetRequest } from '../service/contract/file.ts'
import type { Session } from './session.ts'

/** What a person may point at. */
export const targetArgument = Args.string({
  ignoreStdin: true,
  required: true,
  description: 'incident id (i12), path, or SHA-256 (at least its first 8 digits)',
})

export function targetOf(text: string, session: Session): TargetRequest {
  return { target: session.bytesOf(text), cwd: session.cwd }
}

export const snapshotArgument = Args.string({
  ignoreStdin: true,
  required: true,
  description: 'snapshot: at least 8 digits of its id, latest, @2d (the last one before then), or RFC 3339',
})

export const hashArgument = Args.string({
  ignoreStdin: true,
  required: true,
  description: 'SHA-256 of a content, or at least its first 8 digits',
})
