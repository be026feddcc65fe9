import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { ballastSize } from '../../src/store/ballast.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import { movableClock, writeTree } from '../support/holdfast.ts'
import { decodedEval } from '../support/inert.ts'
import { numbersFrom } from '../support/random.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import { needMounts, scratchDirectory } from '../support/scratch.ts'
import { trials, trialsMs } from '../support/trials.ts'

const noise = numbersFrom(7)

function files(prefix: string, count: number): Record<string, string> {
  const text = (): string => Array.from({ length: 400 }, () => noise().toString(36).slice(2)).join('')
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${prefix}${String(i % 7)}/${String(i)}.php`,
      `<?php\n$a = '${text()}';\n`,
    ]),
  )
}

interface Round {
  readonly ended: string
  readonly works: string
  readonly then: string
  readonly whole: string
}

it(
  'a scan that fills the disk ends with HF_DISK_FULL, the store stays readable, and with room it goes on',
  async (context) => {
    needMounts(context)
    const directory = scratchDirectory()
    const site = join(directory, 'site')
    const store = join(directory, 'store')
    const client = startReader({ workers: 1 })
    writeTree(site, { ...files('a', 30), 'shell.php': decodedEval })
    await rigScan({ store, paths: [site], clock: movableClock(), startReader: shared(client) })
    await client.close()
    expect(ballastSize(store)).toBeGreaterThan(0)
    writeTree(site, { ...files('b', 150), 'b0/shell.php': `${decodedEval}\n` })
    const rounds = roundsOn(directory, { store, site, count: trials(30) })
    const full = rounds.filter(({ ended }) => ended !== 'done')
    console.log(`disk full: ${String(full.length)} of ${String(rounds.length)} scans met the end of the disk`)
    expect(full.length).toBeGreaterThan(10)
    expect(new Set(full.map(({ ended }) => ended))).toEqual(new Set(['HF_DISK_FULL']))
    expect(new Set(full.map(({ works }) => works))).toEqual(new Set(['whole, ballast given']))
    expect(rounds.map(({ then, whole }) => [then, whole])).toEqual(rounds.map(() => ['done', 'whole']))
  },
  trialsMs(180_000),
)

/** On a filesystem of 48 MiB, in a mount namespace of its own. */
function roundsOn(
  directory: string,
  scan: { readonly store: string; readonly site: string; readonly count: number },
): readonly Round[] {
  const script =
    'mkdir -p "$1/disk" && mount -t tmpfs -o size=48m none "$1/disk" && exec "$2" --import tsx "$3" "$1/disk" "$4" "$5" "$6"'
  const program = resolve(import.meta.dirname, 'children/scanOnFullDisk.ts')
  const { stdout, stderr } = spawnSync(
    'unshare',
    [
      '-m',
      'sh',
      '-c',
      script,
      'sh',
      directory,
      process.execPath,
      program,
      scan.store,
      scan.site,
      String(scan.count),
    ],
    { encoding: 'utf8' },
  )
  const rounds = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Round)
  expect(rounds.length, `${stdout}\n${stderr}`).toBe(scan.count)
  return rounds
}
