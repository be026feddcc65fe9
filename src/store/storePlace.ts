import * as fs from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { HoldfastError, invariant, systemCode } from '../domain/errors.ts'
import { storePathBytesMax } from '../domain/limits.ts'
import { ioFailure } from './ioFailure.ts'

/** The store directory, held open: what was checked stays what is used, whatever happens to its path. */
export interface StorePlace {
  /** Absolute. */
  readonly directory: string
  readonly fd: number
  readonly identity: { readonly dev: number; readonly ino: number }
}

export const objectsDirectory = 'objects'
export const metaDirectory = 'meta'
export const formatFile = 'format.json'
/** Exists only while a store is being created. */
export const unfinishedFormatFile = 'format.json.new'
export const lockFile = 'lock.sock'
/** Room kept in hand (ballast.ts). */
export const ballastFile = 'ballast'
export const lockWorkshopPrefix = 'lock-'

/**
 * Opens a directory that only we can have filled: a real directory, ours, closed to everybody else. Throws HF_NO_STORE,
 * HF_STORE_FOREIGN, HF_STORE_UNSAFE, HF_NO_PROC, HF_IO.
 */
export function openPlace(directory: string): StorePlace {
  requireUsablePath(directory)
  refuseLink(directory)
  const fd = openDirectory(directory)
  try {
    const { dev, ino } = requireOurs(directory, fs.fstatSync(fd))
    requireGuarded(directory)
    requireProc(fd, ino)
    return { directory, fd, identity: { dev, ino } }
  } catch (error) {
    fs.closeSync(fd)
    throw ioFailure(error, directory)
  }
}

export function closePlace(place: StorePlace): void {
  fs.closeSync(place.fd)
}

/** Makes the directory a store may be created in, or closes an empty one of ours to others. */
export function preparePlace(directory: string): void {
  requireUsablePath(directory)
  const found = fs.lstatSync(directory, { throwIfNoEntry: false })
  try {
    requireGuarded(directory)
    if (found === undefined) makeDurable(directory, fs.mkdirSync(directory, { recursive: true, mode: 0o700 }))
    else if (isOwnEmptyDirectory(directory, found)) fs.chmodSync(directory, 0o700)
  } catch (cause) {
    throw ioFailure(cause, directory)
  }
}

/** A short path to a file of the store that names the open directory, not its path: sockets take 107 bytes at most. */
export function pathInPlace(place: StorePlace, name: string): string {
  return `/proc/self/fd/${String(place.fd)}/${name}`
}

/** Makes renames and new names in the store directory durable. */
export function syncPlace(place: StorePlace): void {
  syncDirectory(place.directory)
}

/** Makes the names in `directory` durable; the files behind them are synced by whoever writes them. */
export function syncDirectory(directory: string): void {
  try {
    const fd = fs.openSync(directory, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY)
    try {
      fs.fsyncSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    throw ioFailure(cause, directory)
  }
}

/** Syncs every directory that got a new name, from the store's parent up to that of the first one made. */
function makeDurable(directory: string, firstMade: string | undefined): void {
  if (firstMade === undefined) return
  const top = dirname(firstMade)
  for (let parent = dirname(directory); parent.length >= top.length; parent = dirname(parent)) {
    syncDirectory(parent)
    if (parent === top) return
  }
}

function requireUsablePath(directory: string): void {
  invariant(isAbsolute(directory), 'the store directory is absolute', { directory })
  if (Buffer.byteLength(directory) <= storePathBytesMax && !directory.includes('\0')) return
  throw new HoldfastError(
    'HF_USAGE',
    `the path of the store is longer than ${String(storePathBytesMax)} bytes`,
  )
}

function refuseLink(directory: string): void {
  if (fs.lstatSync(directory, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return
  throw unsafe(directory, 'is a symbolic link', 'name the directory itself with --store')
}

function openDirectory(directory: string): number {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants
  try {
    return fs.openSync(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  } catch (cause) {
    const code = systemCode(cause)
    if (code === 'ENOENT') throw noStore(directory)
    if (code === 'ENOTDIR') throw notAStore(directory, 'is not a directory')
    throw ioFailure(cause, directory)
  }
}

/** Somebody who can write here can swap databases under us; somebody who can read here reads every kept file. */
function requireOurs(directory: string, stat: fs.Stats): fs.Stats {
  if (stat.uid !== process.geteuid?.()) {
    throw unsafe(
      directory,
      `belongs to uid ${String(stat.uid)}`,
      'run holdfast as that user, or chown the whole store',
    )
  }
  if ((stat.mode & 0o077) !== 0) {
    throw unsafe(directory, 'is open to other users', closeHint(directory))
  }
  return stat
}

/** Only a store is to be closed: a mistyped `--store /etc` must not lead to a machine that nobody can log in to. */
function closeHint(directory: string): string {
  return fs.existsSync(join(directory, formatFile))
    ? `chmod 700 ${directory}`
    : 'it holds no store; name an empty or new directory'
}

/**
 * LevelDB opens its files by path: whoever can rename a directory above the store can put another store in its place, or
 * a link that has us write elsewhere. Looks at the directories that exist, as typed and as they really lie.
 */
function requireGuarded(directory: string): void {
  const typed = existingAbove(directory)
  for (const above of new Set([...directoriesFrom(typed), ...directoriesFrom(fs.realpathSync(typed))])) {
    const changer = whoCanChange(fs.statSync(above))
    if (changer === undefined) continue
    throw unsafe(
      directory,
      `lies in ${above}, which ${changer} can change`,
      'choose another place with --store',
    )
  }
}

function existingAbove(directory: string): string {
  const parent = dirname(directory)
  return parent === directory || fs.existsSync(parent) ? parent : existingAbove(parent)
}

function directoriesFrom(directory: string): string[] {
  const parent = dirname(directory)
  return parent === directory ? [directory] : [directory, ...directoriesFrom(parent)]
}

const stickyBit = 0o1000

/** Who besides root and us can rename what lies in a directory: in a sticky one (/tmp) only its owner. */
function whoCanChange({ uid, gid, mode }: fs.Stats): string | undefined {
  if (uid !== 0 && uid !== process.geteuid?.()) return `uid ${String(uid)}`
  if ((mode & stickyBit) !== 0) return undefined
  if ((mode & 0o002) !== 0) return 'everyone'
  return (mode & 0o020) !== 0 && gid !== process.getegid?.() ? `group ${String(gid)}` : undefined
}

function requireProc(fd: number, ino: number): void {
  const seen = fs.statSync(`/proc/self/fd/${String(fd)}`, { throwIfNoEntry: false })
  if (seen?.ino === ino) return
  throw new HoldfastError('HF_NO_PROC', '/proc is not mounted here', {
    hint: 'mount -t proc proc /proc; holdfast opens files and its lock through it',
  })
}

function isOwnEmptyDirectory(directory: string, stat: fs.Stats): boolean {
  return stat.isDirectory() && stat.uid === process.geteuid?.() && fs.readdirSync(directory).length === 0
}

export function noStore(directory: string): HoldfastError {
  return new HoldfastError('HF_NO_STORE', `there is no store in ${directory}`, {
    facts: { directory },
    hint: 'create one: holdfast init, or holdfast scan PATH',
  })
}

export function notAStore(directory: string, why: string): HoldfastError {
  return new HoldfastError('HF_STORE_FOREIGN', `${directory} is no holdfast store: it ${why}`, {
    facts: { directory },
    hint: 'nothing was changed; choose another directory with --store',
  })
}

function unsafe(directory: string, why: string, hint: string): HoldfastError {
  return new HoldfastError('HF_STORE_UNSAFE', `the store ${directory} ${why}`, { facts: { directory }, hint })
}
