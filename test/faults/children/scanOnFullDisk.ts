/**
 * Arguments: a small filesystem, a closed store of a first scan, the site (changed since), and how many rounds. In each
 * round a copy of the store lies on the small filesystem and a scan has a little more room than in the round before. Prints
 * one line per round: how the scan ended, what works on the full disk, and what the next scan finds once there is room.
 */
import { closeSync, cpSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { HoldfastError, systemCode } from '../../../src/domain/errors.ts'
import { startReader } from '../../../src/pool/client/readerClient.ts'
import { fsckStoreOn } from '../../../src/service/fsckStore.ts'
import { thisMachine } from '../../../src/service/machine.ts'
import { movableClock, openTestStore } from '../../support/holdfast.ts'
import { rigScan, shared } from '../../support/scanRig.ts'

const [place = '', first = '', site = '', rounds = '0'] = process.argv.slice(2)
const stepBytes = 16 * 1024
const directory = join(place, 'home')
const store = join(directory, 'store')
const client = startReader({ workers: 1 })
const reader = shared(client)

for (let round = 0; round < Number(rounds); round += 1) {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory)
  cpSync(first, store, { recursive: true })
  fill('filler', round * stepBytes)
  const ended = await scanned()
  // Not a byte may be free: a failed batch gives back what it could not use.
  fill('filler2', 0)
  const works = ended === 'done' ? 'untried' : await worksWhenFull()
  rmSync(join(place, 'filler'), { force: true })
  rmSync(join(place, 'filler2'), { force: true })
  console.log(JSON.stringify({ ended, works, then: await scanned(), whole: await isWhole() }))
}
await client.close()

async function scanned(): Promise<string> {
  try {
    const { incidents, record } = await rigScan({
      ...{ store, paths: [site], clock: movableClock(), startReader: reader, batchBytes: 64 * 1024 },
    })
    return record.outcome === 'complete' ? `done` : `${record.outcome} ${String(incidents.length)}`
  } catch (error) {
    return systemCode(error) ?? String(error)
  }
}

/** What an admin needs on the day the disk is full. */
async function worksWhenFull(): Promise<string> {
  try {
    const holdfast = await openTestStore(directory, movableClock())
    const { store: state } = await holdfast.status()
    await holdfast.list({
      ...{ statuses: [], owner: null, rule: null, oid: null, scan: null, search: null },
      ...{ since: null, until: null, limit: 10, offset: 0 },
    })
    await holdfast.close()
    const whole = await isWhole()
    return `${whole}, ballast ${state.ballastBytes === 0 ? 'given' : 'kept'}`
  } catch (error) {
    return error instanceof HoldfastError ? `${error.code} ${error.message}` : String(error)
  }
}

async function isWhole(): Promise<string> {
  const request = { store, initiator: { uid: 0 }, waitMs: 0, readData: 'all', repair: 'nothing' } as const
  const { problems } = await fsckStoreOn(thisMachine(), request)
  return problems.length === 0 ? 'whole' : JSON.stringify(problems)
}

/** Leaves `left` bytes of the filesystem free. */
function fill(name: string, left: number): void {
  const fd = openSync(join(place, name), 'a')
  const page = Buffer.alloc(4096)
  try {
    for (;;) {
      const { bavail, bsize } = statfsSync(place)
      if (bavail * bsize <= left) return
      writeSync(fd, page)
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOSPC') throw error
  } finally {
    closeSync(fd)
  }
}
