import { Flags } from '@oclif/core'
import type { PutBackTerms } from '../service/contract/undo.ts'

/** Flags of `undo` and `restore`: what the one gate before both lets pass. */
export const putBackFlags = {
  'force-infected': Flags.boolean({
    description: "put it back although it is malicious under today's rules",
  }),
  'even-if-changed': Flags.boolean({
    description: 'replace a file that changed since; its bytes are kept too',
  }),
  'preserve-privileged': Flags.boolean({
    description: 'also set setuid, setgid and capabilities that the file had',
  }),
}

interface PutBackFlags {
  readonly 'force-infected': boolean
  readonly 'even-if-changed': boolean
  readonly 'preserve-privileged': boolean
}

export function putBackTerms(flags: PutBackFlags): PutBackTerms {
  return {
    infected: flags['force-infected'] ? 'allow' : 'refuse',
    changed: flags['even-if-changed'] ? 'replace' : 'refuse',
    privileged: flags['preserve-privileged'] ? 'keep' : 'strip',
    cause: 'manual',
  }
}
