import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Config, ConfigOverrides } from '../domain/config.ts'
import { configOf, formatOverrides, parseOverrides } from '../domain/config.ts'
import { HoldfastError, systemCode } from '../domain/errors.ts'
import { configBytesMax } from '../domain/limits.ts'
import type { Oid } from '../domain/oid.ts'
import { sha256 } from '../hash/sha256.ts'

export interface LoadedConfig {
  readonly config: Config
  /** What the file says, for `config set`. */
  readonly overrides: ConfigOverrides
  /** SHA-256 of the file's bytes; null when there is no file and everything is at its default. */
  readonly hash: Oid | null
}

/**
 * The settings of `file`; a missing file means the defaults. HF_CONFIG_UNSAFE when somebody other than root and `uid`
 * could have written it: the settings name what is excluded from scans and what is done with files.
 */
export function loadConfig(file: string, uid: number): LoadedConfig {
  const bytes = readSafely(file, uid)
  if (bytes === undefined) return { config: configOf(new Map()), overrides: new Map(), hash: null }
  const overrides = parseOverrides(decodeText(bytes, file))
  return { config: configOf(overrides), overrides, hash: sha256(bytes) }
}

/** Replaces `file` in one step, so that a crash leaves the old or the new one. Throws as loadConfig. */
export function saveConfig(file: string, uid: number, overrides: ConfigOverrides): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o755 })
  const directory = realpathSync(dirname(file))
  checkDirectories(directory, uid)
  const fresh = join(directory, `.${basename(file)}.new`)
  // A crash can leave this name behind; nobody else may write here, so it is ours.
  rmSync(fresh, { force: true })
  const fd = openSync(fresh, 'wx', 0o600)
  try {
    writeFileSync(fd, formatOverrides(overrides))
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
  renameSync(fresh, join(directory, basename(file)))
  syncDirectory(directory)
}

/** The directories are checked only when there is a file: defaults need nobody's protection. */
function readSafely(file: string, uid: number): Buffer | undefined {
  try {
    const directory = realpathSync(dirname(file))
    const bytes = readChecked(join(directory, basename(file)), uid)
    checkDirectories(directory, uid)
    return bytes
  } catch (error) {
    const code = systemCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ELOOP') throw unsafe(file, 'is a symbolic link')
    if (error instanceof HoldfastError) throw error
    throw new HoldfastError('HF_IO', `cannot read the configuration ${file}`, { cause: error })
  }
}

/** O_NONBLOCK: a FIFO in that place must not hang the program. The checks are made on what is open, not on a name. */
function readChecked(file: string, uid: number): Buffer {
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw unsafe(file, 'is not a regular file')
    checkHands(file, stat, uid)
    if (stat.size > configBytesMax) {
      throw new HoldfastError('HF_CONFIG_INVALID', `${file} is larger than ${String(configBytesMax)} bytes`)
    }
    return readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

const stickyBit = 0o1000

/** Whoever can rename one of the directories above can put another file in this place. */
function checkDirectories(directory: string, uid: number): void {
  checkHands(directory, lstatSync(directory), uid)
  for (let above = directory; above !== '/'; ) {
    above = dirname(above)
    const stat = lstatSync(above)
    checkOwner(above, stat, uid)
    // In a sticky directory (/tmp) others than its owner can neither remove nor rename what is ours.
    if ((stat.mode & stickyBit) === 0) checkHands(above, stat, uid)
  }
}

function checkOwner(path: string, stat: Stats, uid: number): void {
  if (stat.uid !== 0 && stat.uid !== uid) throw unsafe(path, `belongs to uid ${String(stat.uid)}`)
}

function checkHands(path: string, stat: Stats, uid: number): void {
  checkOwner(path, stat, uid)
  if ((stat.mode & 0o022) !== 0) throw unsafe(path, 'can be changed by other users')
}

function unsafe(path: string, problem: string): HoldfastError {
  return new HoldfastError('HF_CONFIG_UNSAFE', `${path} ${problem}; its settings are not used`, {
    facts: { path },
    hint: `make it yours and nobody else's: chown root ${path}; chmod go-w ${path}`,
  })
}

function decodeText(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new HoldfastError('HF_CONFIG_INVALID', `${file} is not UTF-8 text`, { cause: error })
  }
}

/** Makes the rename durable. */
function syncDirectory(directory: string): void {
  const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
