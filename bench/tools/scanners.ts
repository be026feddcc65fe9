import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, openSync, closeSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasProgram } from '../../scripts/debianPackages.mjs'
import { commandOf, type Contender, type Places } from '../contender.ts'
import { seededRandom } from '../random.ts'
import { shippedRules } from './holdfast.ts'

/** How many signatures of each kind the benchmark writes: the real database cannot be had everywhere and is far larger. */
const bodySignatures = 1000
const hashSignatures = 10_000

/** clamd answers on its socket after it has loaded its database. */
const clamdStartMs = 60_000
const pollMs = 100

/** Found nothing, or found something. */
const scanned = [0, 1]

export interface Clamd {
  /** Null where it is not installed. */
  readonly pid: number | null
  readonly stop: () => void
}

export function yara({ tree }: Places): Contender {
  const command = commandOf('yara', ['-r', '-w', '-p', '2', ...shippedRules(), tree])
  return { tool: 'yara', what: '-r -p 2, our rules', command, accepted: [0] }
}

export function clamscan(places: Places): Contender {
  const command = commandOf('clamscan', ['-r', '-i', '-d', databaseDir(places), places.tree])
  return { tool: 'clamscan', what: '-r, own signatures', command, accepted: scanned }
}

export function clamdscan(places: Places, { pid }: Clamd): Contender {
  const parameters = [`--config-file=${clamdConfig(places)}`, '--multiscan', '--infected', places.tree]
  const command = { ...commandOf('clamdscan', parameters), servers: pid === null ? [] : [pid] }
  return { tool: 'clamdscan', what: 'with clamd, own signatures', command, accepted: scanned }
}

/** Starts clamd over signatures of our own and waits until it listens. */
export async function startClamd(places: Places): Promise<Clamd> {
  writeSignatures(databaseDir(places))
  if (!hasProgram('clamd')) return { pid: null, stop: () => undefined }
  const socket = join(places.workDir, 'clamd.sock')
  const lines = [
    `LocalSocket ${socket}`,
    `DatabaseDirectory ${databaseDir(places)}`,
    `TemporaryDirectory ${places.workDir}`,
    'Foreground yes',
  ]
  writeFileSync(clamdConfig(places), `${lines.join('\n')}\n`)
  const output = openSync(join(places.workDir, 'clamd-output.txt'), 'w')
  const child = spawn('clamd', [`--config-file=${clamdConfig(places)}`], {
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  for (let waitedMs = 0; waitedMs < clamdStartMs && !existsSync(socket); waitedMs += pollMs)
    await sleep(pollMs)
  if (!existsSync(socket) || child.pid === undefined) {
    child.kill()
    throw new Error(`clamd does not listen after ${clamdStartMs / 1000} s: see clamd-output.txt`)
  }
  return { pid: child.pid, stop: () => child.kill() }
}

/** Random bytes as body signatures and hashes: they are searched for like any other and found nowhere. */
function writeSignatures(directory: string): void {
  mkdirSync(directory)
  const random = seededRandom('signatures')
  const bodies = Array.from({ length: bodySignatures }, (_, number) => {
    const [head, tail] = [random.bytes(10), random.bytes(10)].map((bytes) => bytes.toString('hex'))
    return `Bench.Body.${number}:0:*:${head ?? ''}{0-20}${tail ?? ''}`
  })
  const hashes = Array.from({ length: hashSignatures }, (_, number) => {
    const digest = createHash('md5').update(random.bytes(16)).digest('hex')
    return `${digest}:${100 + random.below(100_000)}:Bench.Hash.${number}`
  })
  writeFileSync(join(directory, 'bench.ndb'), `${bodies.join('\n')}\n`)
  writeFileSync(join(directory, 'bench.hdb'), `${hashes.join('\n')}\n`)
}

function databaseDir({ workDir }: Places): string {
  return join(workDir, 'signatures')
}

function clamdConfig({ workDir }: Places): string {
  return join(workDir, 'clamd.conf')
}
