import * as fs from 'node:fs'
import type { Server } from 'node:net'
import { formatInstant } from '../domain/clock.ts'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { lockAttemptsMax } from '../domain/limits.ts'
import type { HolderStatus } from './holderStatus.ts'
import { ioFailure } from './ioFailure.ts'
import { askSocket, type HolderAnswer, listenOn } from './lockSocket.ts'
import { lockFile, lockWorkshopPrefix, pathInPlace, type StorePlace } from './storePlace.ts'

/** Exclusive ownership of a store. LevelDB's own lock is lost by merely reading its LOCK file, so ours comes first. */
export interface StoreLock {
  /** Throws HF_STORE_LOCKED when the socket in the store is no longer ours; called once the database is open. */
  verify(): void
  release(): Promise<void>
}

/**
 * Takes the store, or throws HF_STORE_LOCKED with what its holder answered.
 *
 * The socket is bound and listening under a private name before it is linked to `lock.sock`: whoever finds that name
 * finds somebody who listens, so a refused connection means a dead holder and never one that is just starting.
 */
export async function acquireLock(place: StorePlace, describe: () => HolderStatus): Promise<StoreLock> {
  const workshop = makeWorkshop(place)
  try {
    const socket = `${workshop}/new`
    const server = await listenOn(socket, describe)
    const { ino } = fs.lstatSync(socket)
    try {
      await publish(place, workshop)
    } catch (error) {
      await stop(server)
      throw error
    }
    return heldLock(place, server, ino)
  } catch (error) {
    throw ioFailure(error, `${place.directory}/${lockFile}`)
  } finally {
    fs.rmSync(workshop, { recursive: true, force: true })
  }
}

/** What the holder of the store answers; undefined when nobody holds it or the holder is silent. */
export async function askPlace(place: StorePlace): Promise<HolderStatus | undefined> {
  const answer = await askSocket(pathInPlace(place, lockFile))
  return answer.state === 'answered' ? answer.status : undefined
}

/** A directory of our own: its unique name replaces any guessing of one. */
function makeWorkshop(place: StorePlace): string {
  try {
    return fs.mkdtempSync(pathInPlace(place, lockWorkshopPrefix))
  } catch (cause) {
    throw ioFailure(cause, place.directory)
  }
}

async function publish(place: StorePlace, workshop: string): Promise<void> {
  const lock = pathInPlace(place, lockFile)
  for (let attempt = 0; attempt < lockAttemptsMax; attempt += 1) {
    if (linked(`${workshop}/new`, lock)) return
    const asked = inodeOf(lock)
    const answer = await askSocket(lock)
    if (answer.state === 'dead') await removeDead(lock, asked, `${workshop}/old`)
    else if (answer.state !== 'absent') throw locked(answer)
  }
  throw locked({ state: 'silent' })
}

/**
 * Takes a dead socket away by renaming it: two processes may have seen the same dead one, and the slower must not
 * remove the socket the faster has just put there. What turns out to be alive after all goes back.
 */
async function removeDead(lock: string, asked: number | undefined, aside: string): Promise<void> {
  if (inodeOf(lock) !== asked) return
  if (
    !succeeded(() => {
      fs.renameSync(lock, aside)
    }, 'ENOENT')
  )
    return
  const answer = await askSocket(aside)
  if (answer.state === 'dead') {
    fs.rmSync(aside, { force: true })
    return
  }
  linked(aside, lock)
  throw locked(answer)
}

function inodeOf(path: string): number | undefined {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.ino
}

function heldLock(place: StorePlace, server: Server, ino: number): StoreLock {
  const lock = pathInPlace(place, lockFile)
  const isOurs = (): boolean => inodeOf(lock) === ino
  return {
    verify: () => {
      if (!isOurs()) throw locked({ state: 'silent' })
    },
    release: async () => {
      if (isOurs()) fs.rmSync(lock, { force: true })
      await stop(server)
    },
  }
}

/** False when the name is taken, or our own is gone because somebody swept the directory. */
function linked(from: string, to: string): boolean {
  return succeeded(
    () => {
      fs.linkSync(from, to)
    },
    'EEXIST',
    'ENOENT',
  )
}

function succeeded(work: () => void, ...expected: readonly string[]): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (expected.includes(systemCode(error) ?? '')) return false
    throw error
  }
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve()
    })
  })
}

function locked(answer: HolderAnswer): HoldfastError {
  if (answer.state !== 'answered') {
    return new HoldfastError(
      'HF_STORE_LOCKED',
      'the store is in use by another process that does not answer',
      {
        hint: 'wait for it: --wait',
      },
    )
  }
  const { pid, what, since } = answer.status
  const message = `the store is in use by ${what} (pid ${String(pid)}, since ${formatInstant(since)})`
  return new HoldfastError('HF_STORE_LOCKED', message, {
    facts: { ...answer.status },
    hint: `wait for it: --wait    stop it: kill -INT ${String(pid)}`,
  })
}
