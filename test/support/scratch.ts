import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { TestContext } from 'vitest'
import type { ByteName, BytePath } from '../../src/domain/path.ts'
import { isByteName, parseBytePath } from '../../src/domain/path.ts'

/** Some tests leave tens of thousands of files, and a busy disk removes them slowly. */
const removalMsMax = 600_000

/** An empty directory without links in its path, removed after the test, however deep it has become. */
export function scratchDirectory(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-test-')))
  onTestFinished(() => {
    // Node's rmSync fails on trees deeper than PATH_MAX.
    spawnSync('rm', ['-rf', '--one-file-system', path])
  }, removalMsMax)
  return path
}

/** Where a test may make thousands of stores: in memory when there is such a place, since each of them syncs. */
export function quickScratchRoot(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
}

/** The UTF-8 (or given) bytes of a path as the program holds them. */
export function bytePath(path: string | Buffer): BytePath {
  const bytes = typeof path === 'string' ? Buffer.from(path, 'utf8') : path
  const parsed = parseBytePath(bytes)
  if (parsed === undefined) throw new Error(`not a normal absolute path: ${bytes.toString('latin1')}`)
  return parsed
}

export function byteName(name: string): ByteName {
  const bytes = Buffer.from(name, 'utf8').toString('latin1')
  if (!isByteName(bytes)) throw new Error(`not a name: ${name}`)
  return bytes
}

export function needRoot(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('needs root: run the tests as root')
}

/** For tests that mount: always in a mount namespace of their own, so that the machine sees nothing of it. */
export function needMounts(context: TestContext): void {
  if (spawnSync('unshare', ['-m', 'true']).status !== 0) context.skip('needs root with the right to mount')
}

/** What mountinfo says after `script` has run in a new mount namespace; `$1` is the directory. */
export function mountInfoAfter(script: string, directory: string): Buffer {
  const shell = `set -e\n${script}\ncat /proc/self/mountinfo`
  const result = spawnSync('unshare', ['-m', 'sh', '-c', shell, 'sh', directory])
  if (result.status !== 0) throw new Error(`mounting failed: ${result.stderr.toString()}`)
  return result.stdout
}

/** Runs `work` without root's powers; only where needRoot passed. */
export function asNobody<T>(work: () => T): T {
  process.seteuid?.(65534)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
  }
}

/** A running Perl program that has printed its first line; killed after the test. */
export async function startPerl(program: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn('perl', ['-e', program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => {
      resolve()
    })
    child.once('exit', (code) => {
      reject(new Error(`perl ended with ${String(code)}`))
    })
  })
  return child
}

/** Exchanges two names without a pause in which one is missing, as fast as it can. */
export async function startFlipper(a: string, b: string): Promise<ChildProcess> {
  const renameat2 = process.arch === 'arm64' ? 276 : 316
  const program = `
    $| = 1; my ($a, $b) = @ARGV; my $n = 0;
    while (1) { syscall(${renameat2}, -100, $a, -100, $b, 2) == 0 or die "renameat2: $!"; print "x\\n" if $n++ == 0 }`
  return await startPerl(program, [a, b])
}
