import type { ChildProcess } from 'node:child_process'
import { lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { operationGroupMax } from '../../src/domain/actingLimits.ts'
import type { FileMetadata } from '../../src/domain/operation.ts'
import { systemCalls, type WriteCalls } from '../../src/fsafe/write/calls.ts'
import { getContent } from '../../src/store/contents.ts'
import type { OperationRequest, VaultContext } from '../../src/vault/vault.ts'
import { startPerl } from '../support/scratch.ts'
import { trials, trialsMs } from '../support/trials.ts'
import { canary, prepareRace, report, type Race } from '../support/writeRace.ts'
import { plainMetadata } from '../support/writeRig.ts'
import {
  chainIsWhole,
  cleaning,
  memoryDatabases,
  oidOf,
  quarantine,
  restoration,
  run,
  vaultOn,
} from './vaultRig.ts'

/** Names are raced here, not the disk, and a program for each attempt would only give fewer attempts. */
const quick: WriteCalls = { ...systemCalls, fsync: () => undefined, run: () => ({ state: 'missing' }) }
const numbers = Array.from({ length: operationGroupMax }, (_, index) => String(index))

const kinds = ['quarantine', 'clean', 'restore'] as const
const rounds = trials(405)
const raceMsMax = trialsMs(600_000)

let race: Race
let vault: VaultContext

beforeEach(async () => {
  race = prepareRace()
  for (const number of numbers) {
    mkdirSync(join(race.outside, number))
    writeFileSync(join(race.outside, number, 'f.php'), `SECRET ${number}`)
  }
  vault = await vaultOn(await memoryDatabases(race.top), { calls: quick })
})

describe('whole operations against a tenant who swaps as fast as the kernel can', () => {
  it(
    'directories for links, touch nothing behind a link and lose nothing',
    async () => {
      await compete({
        paths: numbers.map((number) => join(race.site, number, 'f.php')),
        swaps: numbers.flatMap((number) => [join(race.site, number), join(race.site, `link ${number}`)]),
        lay: () => {
          for (const number of numbers) {
            mkdirSync(join(race.site, number))
            symlinkSync(join(race.outside, number), join(race.site, `link ${number}`))
          }
        },
      })
    },
    raceMsMax,
  )

  it(
    'files for links and other files, touch nothing behind a link and lose nothing',
    async () => {
      await compete({
        paths: numbers.map((number) => join(race.site, `${number}.php`)),
        swaps: numbers.flatMap((number) => [
          join(race.site, `${number}.php`),
          join(race.site, `other ${number}`),
        ]),
        lay: () => {
          for (const [index, number] of numbers.entries()) {
            const path = join(race.site, `other ${number}`)
            if (index % 2 === 0) symlinkSync(join(race.outside, number, 'f.php'), path)
            else writeFileSync(path, `his own ${number}`)
          }
        },
      })
    },
    raceMsMax,
  )
})

interface Contest {
  /** Where the files lie as long as nobody swaps. */
  readonly paths: readonly string[]
  /** Names that are exchanged, pair after pair. */
  readonly swaps: readonly string[]
  /** Lays everything but the files into the empty site. */
  readonly lay: () => void
}

async function compete({ paths, swaps, lay }: Contest): Promise<void> {
  const before = canary(race)
  const seen = new Map<string, number>([['attempts', rounds * paths.length]])
  const tenant = await startSwapping(swaps)
  for (let round = 0; round < rounds; round += 1) {
    await pause(tenant)
    rmSync(race.site, { recursive: true })
    mkdirSync(race.site)
    lay()
    const kind = kinds[round % kinds.length] ?? 'quarantine'
    const files = paths.map((path) => ({
      path,
      content: `<?php /* bad */ one(); // ${String(round)} ${path}\n`,
    }))
    for (const { path, content } of files) writeFileSync(path, content)
    const requests = await requestsOf(kind, files)
    tenant.kill('SIGCONT')
    const operations = await run(vault, ...requests)
    await pause(tenant)
    for (const { outcome } of operations) count(seen, `${kind} ${outcome}`)
    expect([round, await lostOf(files)]).toEqual([round, []])
  }
  report('whole operations', seen)
  expect(canary(race)).toEqual(before)
  expect(readdirSync(join(race.top, '.holdfast-stage'))).toEqual([])
  expect(await chainIsWhole(vault)).toBe(true)
  for (const kind of kinds) expect(seen.get(`${kind} done`), kind).toBeGreaterThan(0)
  expect([...seen.keys()].some((outcome) => outcome.endsWith(' refused'))).toBe(true)
}

interface BadFile {
  readonly path: string
  readonly content: string
}

/** What is to be restored was taken away before, in peace. */
async function requestsOf(
  kind: (typeof kinds)[number],
  files: readonly BadFile[],
): Promise<readonly OperationRequest[]> {
  switch (kind) {
    case 'quarantine':
      return files.map(({ path, content }) => quarantine(path, content))
    case 'clean':
      return files.map(({ path, content }) => cleaning(path, content, `<?php two(); // ${path}\n`))
    case 'restore':
      await run(vault, ...files.map(({ path, content }) => quarantine(path, content)))
      return files.map(({ path, content }) => restoration(path, oidOf(content), metadata))
  }
}

const metadata: FileMetadata = plainMetadata()

/** The files whose content is neither in the site nor whole in the store. */
async function lostOf(files: readonly BadFile[]): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const name of readdirSync(race.site, { recursive: true, encoding: 'utf8' })) {
    const path = join(race.site, name)
    if (lstatSync(path).isFile()) found.add(readFileSync(path, 'utf8'))
  }
  const lost: string[] = []
  for (const { path, content } of files) {
    if (found.has(content)) continue
    const row = await getContent(vault.store.meta, oidOf(content))
    if (row?.kept !== 'whole') lost.push(path)
  }
  return lost
}

function count(seen: Map<string, number>, key: string): void {
  seen.set(key, (seen.get(key) ?? 0) + 1)
}

/** A signal is there when the process has been given time to take it. */
async function pause(tenant: ChildProcess): Promise<void> {
  tenant.kill('SIGSTOP')
  await sleep(1)
}

/** Exchanges each pair of names in turn, for ever, also when one is missing for a while. */
async function startSwapping(pairs: readonly string[]): Promise<ChildProcess> {
  const renameat2 = process.arch === 'arm64' ? 276 : 316
  const program = `$| = 1; my $n = 0;
    while (1) {
      for (my $i = 0; $i < @ARGV; $i += 2) { syscall(${String(renameat2)}, -100, $ARGV[$i], -100, $ARGV[$i + 1], 2) }
      print "x\\n" if $n++ == 0
    }`
  return await startPerl(program, pairs)
}
