import { getSystemErrorName } from 'node:util'
import { HoldfastError } from '../../../domain/errors.ts'
import { filesPerProgramMax } from '../../../domain/actingLimits.ts'
import type { ByteName } from '../../../domain/path.ts'
import type { WriteCalls } from '../calls.ts'
import type { Place } from '../place.ts'
import { changeFailure } from './failure.ts'
import { inheritedNumber } from './programs.ts'

export interface Pair {
  readonly from: Place
  readonly to: Place
}

export type Exchanged = 'exchanged' | 'absent' | 'elsewhere' | 'unsupported'

/** Exchanges the two names of each pair, in this order, and answers for each; one failure does not stop the others. */
export function exchangeAll(
  calls: WriteCalls,
  pairs: readonly Pair[],
): readonly (Exchanged | HoldfastError)[] {
  const number = renameat2Numbers[process.arch]
  if (number === undefined) return pairs.map(() => 'unsupported')
  const answers: (Exchanged | HoldfastError)[] = []
  for (let at = 0; at < pairs.length; at += filesPerProgramMax) {
    answers.push(...exchangeSome(calls, number, pairs.slice(at, at + filesPerProgramMax)))
  }
  return answers
}

const renameat2Numbers: Readonly<Record<string, string>> = { x64: '316', arm64: '276' }

/** Answers one line per pair: 0 or the errno. Node has no call that exchanges names. */
const exchangeProgram =
  'my $n = shift; while (my ($d, $a, $e, $b) = splice(@ARGV, 0, 4)) { ' +
  '$a = pack("H*", $a); $b = pack("H*", $b); ' +
  'print(syscall($n + 0, $d + 0, $a, $e + 0, $b, 2) == 0 ? 0 : $! + 0, "\\n") }'

function exchangeSome(
  calls: WriteCalls,
  number: string,
  pairs: readonly Pair[],
): readonly (Exchanged | HoldfastError)[] {
  const fds = [...new Set(pairs.flatMap(({ from, to }) => [from.directory.fd, to.directory.fd]))]
  const ends = pairs.flatMap(({ from, to }) => [from, to])
  // Names are bytes and arguments are text, so they go as hexadecimal digits.
  const args = ends.flatMap(({ directory, name }) => [
    String(inheritedNumber(fds.indexOf(directory.fd))),
    hexOf(name),
  ])
  const ran = calls.run({
    program: 'perl',
    args: ['-f', '-e', exchangeProgram, number, ...args],
    input: Buffer.alloc(0),
    descriptors: fds,
  })
  if (ran.state !== 'ran' || ran.status !== 0) return pairs.map(() => 'unsupported')
  const lines = ran.output.toString('latin1').split('\n')
  return pairs.map(({ to }, index) => outcomeOf(calls, to, lines[index] ?? ''))
}

function hexOf(name: ByteName): string {
  return Buffer.from(name, 'latin1').toString('hex')
}

function outcomeOf(calls: WriteCalls, to: Place, line: string): Exchanged | HoldfastError {
  if (line === '0') return 'exchanged'
  if (!/^[1-9][0-9]*$/.test(line)) return 'unsupported'
  const code = getSystemErrorName(-Number(line))
  if (code === 'ENOENT') return 'absent'
  if (code === 'EXDEV') return 'elsewhere'
  if (code === 'EINVAL' || code === 'ENOSYS') return 'unsupported'
  const failure = changeFailure(calls, to, Object.assign(new Error(`renameat2: ${code}`), { code }))
  return failure instanceof HoldfastError
    ? failure
    : new HoldfastError('HF_IO', 'renameat2', { cause: failure })
}
