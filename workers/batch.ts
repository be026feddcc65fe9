import { unzipPiece as unpack } from '../src/archive/unzip.ts'
import { cleanContent as clean } from '../src/cleaner/clean.ts'
import { identify } from '../src/engine/identify/identify.ts'
import { judge } from '../src/engine/judge.ts'
import { watchForCode } from '../src/engine/scriptTags.ts'
import { loadRuleset } from '../src/engine/ruleset.ts'
import { closeDirectory, tryOpenDirectory } from '../src/fsafe/read/directory.ts'
import { readStable } from '../src/fsafe/read/readStable.ts'
import { sha256 } from '../src/hash/sha256.ts'
import { startSha256 } from '../src/hash/streamSha256.ts'
import { cpuStopwatch } from '../src/pool/reader/cpuStopwatch.ts'
import { createThread } from '../src/pool/reader/thread.ts'
import { admit } from '../src/rules/admission.ts'
import { readyRuleset as build } from '../src/rules/builtRuleset.ts'
import { loadYaraEngine as loadEngine } from '../src/rules/loadEngine.ts'

const files = { tryOpenDirectory, closeDirectory, readStable, sha256, startSha256 }
const rules = { loadEngine, build, load: loadRuleset, admit, stopwatch: cpuStopwatch }
export default createThread({ files, rules, identify, watchForCode, judge, clean, unpack })
