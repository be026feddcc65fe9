/** One process of the measurement: judges files by path, as a scan would, and tells what it took. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { classOfName } from '../../src/domain/fileClass.ts'
import { isByteName } from '../../src/domain/path.ts'
import { outcomeOf } from '../../src/domain/verdict.ts'
import { identify } from '../../src/engine/identify/identify.ts'
import { judge } from '../../src/engine/judge.ts'
import { buildRuleset, loadRuleset } from '../../src/engine/ruleset.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import type { JudgedFile } from './judged.ts'
import { techniquesOf } from './techniques.ts'

const engine = await loadYaraEngine()
const ruleset = loadRuleset(engine, buildRuleset(engine, shippedPacks())).all

process.on('message', (path: string) => {
  process.send?.(judgeFile(path))
})

function judgeFile(path: string): JudgedFile {
  const bytes = readFileSync(path)
  const oid = sha256(bytes)
  const name = Buffer.from(basename(path)).toString('latin1')
  const fileClass = isByteName(name) ? classOfName(name) : 'generic'
  const before = process.cpuUsage()
  const contentKind = identify(bytes)
  const verdict = judge({ bytes, oid, fileClass, contentKind, extent: { state: 'whole' } }, ruleset)
  const { user, system } = process.cpuUsage(before)
  return {
    path,
    oid,
    bytes: bytes.length,
    cpuMs: (user + system) / 1000,
    outcome: outcomeOf(verdict),
    rules: verdict.findings.map(({ reason }) => reason),
    limits: verdict.limits,
    labels: verdict.labels,
    techniques: techniquesOf(bytes),
  }
}
