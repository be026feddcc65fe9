/**
 * Arguments: a directory in memory, a closed store, how many cuts, a seed, `synced` or `unsynced`. To be run in a mount
 * namespace of its own. For each cut: a filesystem in an image, a writer in it that is killed, a neighbour's fsync (it
 * commits the filesystem's journal and with it names and sizes, without which nothing would ever be missing), a copy of
 * the image as it is, and what the store in the copy says. Prints one JSON line per cut.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, cpSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BytePath } from '../../../src/domain/path.ts'
import { fsckStoreOn } from '../../../src/service/fsckStore.ts'
import { thisMachine } from '../../../src/service/machine.ts'
import { latestSnapshot } from '../../../src/store/snapshots.ts'
import { openStore } from '../../../src/store/store.ts'
import { describeTest } from '../../store/describeTest.ts'
import { numbersFrom } from '../../support/random.ts'

const [directory = '', pristine = '', cuts = '0', seed = '1', mode = 'synced'] = process.argv.slice(2)
const random = numbersFrom(Number(seed))
const image = join(directory, 'image')
const cut = join(directory, 'cut')
const live = join(directory, 'live')
const after = join(directory, 'after')
mkdirSync(live)
mkdirSync(after)

for (let i = 0; i < Number(cuts); i += 1) {
  makeDisk()
  const answered = await writeAndDie(3 + Math.floor(random() * 30), Math.floor(random() * 12))
  neighbourSyncs()
  run('cp', '--sparse=always', image, cut)
  run('umount', live)
  run('mount', '-o', 'loop', cut, after)
  const state = await look(answered)
  run('umount', after)
  rmSync(cut)
  rmSync(image)
  console.log(JSON.stringify({ answered, ...state }))
}

function makeDisk(): void {
  run('truncate', '-s', '96M', image)
  run('mkfs.ext4', '-q', '-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image)
  run('mount', '-o', 'loop', image, live)
  cpSync(pristine, join(live, 'store'), { recursive: true })
  run('sync', '-f', live)
}

/** Lets the writer commit that many snapshots and some milliseconds more, then kills it; answers what it last answered. */
async function writeAndDie(commits: number, milliseconds: number): Promise<number> {
  const program = join(import.meta.dirname, 'commitSnapshots.ts')
  const writer = spawn(process.execPath, ['--import', 'tsx', program, join(live, 'store'), mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let answered = 0
  for await (const line of createInterface(writer.stdout)) {
    answered = Number(line.split(' ')[0])
    if (answered !== commits) continue
    await sleep(milliseconds)
    writer.kill('SIGKILL')
  }
  await ended(writer)
  return answered
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  await new Promise((resolve) => child.once('close', resolve))
}

function neighbourSyncs(): void {
  const fd = openSync(join(live, 'neighbour'), 'w')
  writeSync(fd, 'x')
  fsyncSync(fd)
  closeSync(fd)
}

async function look(
  answered: number,
): Promise<{ readonly newest: number; readonly problems: readonly string[] }> {
  const path = join(after, 'store')
  try {
    const request = {
      store: path,
      initiator: { uid: 0 },
      waitMs: 0,
      readData: 'all',
      repair: 'nothing',
    } as const
    const { problems } = await fsckStoreOn(thisMachine(), request)
    const store = await openStore(path, { describe: describeTest })
    const newest = (await latestSnapshot(store.meta, '/srv' as BytePath))?.scan ?? 0
    await store.close()
    const lost = newest < answered ? [`${String(answered - newest)} answered snapshots are gone`] : []
    return { newest, problems: [...lost, ...problems.map(({ kind, problem }) => `${kind}: ${problem}`)] }
  } catch (error) {
    return { newest: 0, problems: [String(error)] }
  }
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
