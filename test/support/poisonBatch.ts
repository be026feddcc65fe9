import { pbkdf2Sync } from 'node:crypto'
import type { RuleInfo, RulePack } from '../../src/domain/ruleset.ts'
import { cleanVerdict } from '../../src/domain/verdict.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { unzipPiece as unpack } from '../../src/archive/unzip.ts'
import { cleanContent as clean } from '../../src/cleaner/clean.ts'
import { identify } from '../../src/engine/identify/identify.ts'
import { closeDirectory, tryOpenDirectory } from '../../src/fsafe/read/directory.ts'
import { readStable } from '../../src/fsafe/read/readStable.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { startSha256 } from '../../src/hash/streamSha256.ts'
import { watchForCode } from '../../src/engine/scriptTags.ts'
import { cpuStopwatch } from '../../src/pool/reader/cpuStopwatch.ts'
import { createThread } from '../../src/pool/reader/thread.ts'

interface NoRules {
  readonly engine: string
  readonly rules: readonly RuleInfo[]
}

const hogged: Buffer[] = []

/** What a flaw in a native engine looks like from outside, chosen by the first word of the content. */
function judge({ bytes }: { readonly bytes: Buffer }): Verdict {
  const word = bytes.toString('latin1', 0, 5)
  // Native code that no thread can be stopped in: 2^31 rounds take half an hour.
  if (word === 'STUCK') pbkdf2Sync('password', 'salt', 2 ** 31 - 1, 64, 'sha512')
  if (word === 'SLOWS') return { ...cleanVerdict, limits: ['timeout'] }
  if (word === 'CRASH') process.kill(process.pid, 'SIGSEGV')
  if (word === 'HOARD') {
    for (;;) {
      hogged.push(Buffer.alloc(16 * 1024 * 1024, 1))
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10)
    }
  }
  return cleanVerdict
}

const none: NoRules = { engine: 'poisoned', rules: [] }
const rules = {
  loadEngine: async () => await Promise.resolve(none),
  build: (_engine: NoRules, packs: readonly RulePack[]) => {
    // A compile without end, for the packs that ask for it.
    if (packs.some((pack) => pack.name === 'stuck')) pbkdf2Sync('password', 'salt', 2 ** 31 - 1, 64, 'sha512')
    return none
  },
  load: () => ({ all: none, subset: () => none }),
  admit: () => [],
  stopwatch: cpuStopwatch,
}
const files = { tryOpenDirectory, closeDirectory, readStable, sha256, startSha256 }
export default createThread({ files, rules, identify, watchForCode, judge, clean, unpack })
