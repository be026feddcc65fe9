import { closeSync, fstatSync, openSync, readlinkSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { linksFollowedMax, pathBytesMax } from '../../domain/limits.ts'
import type { ByteName, BytePath } from '../../domain/path.ts'
import { isByteName, joinPath, parentOf, rootPath } from '../../domain/path.ts'
import { ownerName } from './internal/ownerName.ts'
import { childPath, directoryFlags, fileFailure, lookAtFlags } from './internal/open.ts'

export interface TypedPath {
  /** Without links, as the walk and the store know it. */
  readonly path: BytePath
  readonly kind: 'directory' | 'file'
}

/**
 * The path a person typed, made absolute against `cwd` and checked component by component. A symbolic link is followed
 * only when root owns the link and its directory and nobody else can write there; `..` then means the parent of where
 * the link led, as in the kernel. Text is taken as UTF-8; pass a Buffer when the bytes are known.
 * Throws HF_LINK_IN_PATH, HF_NO_SUCH_PATH, HF_USAGE (neither file nor directory, not a path) or HF_IO.
 */
export function resolveTypedPath(typed: string | Buffer, cwd: BytePath): TypedPath {
  const walk = startWalk(bytesOf(typed), cwd)
  try {
    for (let name = walk.pending.pop(); name !== undefined; name = walk.pending.pop()) step(walk, name)
    return { path: walk.path, kind: kindOf(walk) }
  } finally {
    for (const { fd } of walk.opened) closeSync(fd)
  }
}

interface Opened {
  readonly fd: number
  readonly stats: Stats
}

interface Walk {
  /** What was typed, for messages. */
  readonly typed: string
  /** Components still to go, the next one last. */
  pending: string[]
  path: BytePath
  /** One descriptor per component of `path`, `/` first. */
  readonly opened: Opened[]
  linksFollowed: number
}

function bytesOf(typed: string | Buffer): string {
  const bytes = typeof typed === 'string' ? Buffer.from(typed, 'utf8') : typed
  const text = bytes.toString('latin1')
  if (text === '') throw new HoldfastError('HF_USAGE', 'the path is empty')
  if (text.includes('\0')) throw new HoldfastError('HF_USAGE', 'a path cannot hold a NUL byte')
  if (text.length > pathBytesMax)
    throw new HoldfastError('HF_LIMIT', `the path is longer than ${pathBytesMax} bytes`)
  return text
}

function startWalk(typed: string, cwd: BytePath): Walk {
  const absolute = typed.startsWith('/') ? typed : `${cwd}/${typed}`
  const fd = openSync('/', directoryFlags)
  const root = { fd, stats: fstatSync(fd) }
  return { typed, pending: componentsReversed(absolute), path: rootPath, opened: [root], linksFollowed: 0 }
}

/** A slash at the end says "directory": it is kept as a last component `.`. */
function componentsReversed(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '')
  if (path.endsWith('/')) names.push('.')
  return names.reverse()
}

function step(walk: Walk, name: string): void {
  const here = lastOpened(walk)
  if (!here.stats.isDirectory()) throw noSuchPath(walk, `${displayPath(walk.path)} is not a directory`)
  if (name === '.') return
  if (name === '..') {
    leave(walk)
    return
  }
  if (!isByteName(name))
    throw noSuchPath(walk, `a name in ${displayPath(walk.typed)} is longer than 255 bytes`)
  enter(walk, here, name)
}

function leave(walk: Walk): void {
  if (walk.opened.length === 1) return
  closeSync(lastOpened(walk).fd)
  walk.opened.pop()
  walk.path = parentOf(walk.path)
}

function enter(walk: Walk, here: Opened, name: ByteName): void {
  const next = lookAt(walk, here, name)
  if (next.stats.isSymbolicLink()) {
    closeSync(next.fd)
    follow(walk, { directory: here, name, link: next.stats })
    return
  }
  walk.opened.push(next)
  walk.path = joinPath(walk.path, name)
}

function lookAt(walk: Walk, directory: Opened, name: ByteName): Opened {
  try {
    const fd = openSync(childPath(directory.fd, name), lookAtFlags)
    return { fd, stats: fstatSync(fd) }
  } catch (error) {
    const shown = displayPath(joinPath(walk.path, name))
    if (fileFailure(error) === 'unreadable') {
      throw new HoldfastError('HF_IO', `${shown} cannot be opened`, { facts: { path: shown }, cause: error })
    }
    throw noSuchPath(walk, `${shown} does not exist`)
  }
}

interface Link {
  readonly directory: Opened
  readonly name: ByteName
  readonly link: Stats
}

function follow(walk: Walk, found: Link): void {
  const at = joinPath(walk.path, found.name)
  const target = readlinkSync(childPath(found.directory.fd, found.name), { encoding: 'buffer' }).toString(
    'latin1',
  )
  const changer = whoCanChange(found)
  if (changer !== undefined) throw linkRefused(walk, at, { target, changer })
  walk.linksFollowed += 1
  if (walk.linksFollowed > linksFollowedMax) {
    throw noSuchPath(walk, `${displayPath(at)} leads through more than ${linksFollowedMax} symbolic links`)
  }
  if (target.startsWith('/')) while (walk.opened.length > 1) leave(walk)
  walk.pending = [...walk.pending, ...componentsReversed(target)]
}

/** Who besides root could make the link point elsewhere; undefined when nobody. ACLs show up in the group bits. */
function whoCanChange(found: Link): string | undefined {
  const directory = found.directory.stats
  if (found.link.uid !== 0) return ownerName(found.link.uid)
  if (directory.uid !== 0) return ownerName(directory.uid)
  return (directory.mode & 0o022) === 0 ? undefined : 'everyone who can write to its directory'
}

function linkRefused(
  walk: Walk,
  at: BytePath,
  link: { readonly target: string; readonly changer: string },
): HoldfastError {
  const shown = displayPath(at)
  const target = displayPath(link.target)
  const message = `${shown} is a symbolic link that ${link.changer} can change, so it is not followed; it points to ${target}`
  const hint = scanHint(targetPath(walk.path, link.target))
  return new HoldfastError('HF_LINK_IN_PATH', message, {
    facts: { path: shown, target, changer: link.changer },
    ...(hint === undefined ? {} : { hint }),
  })
}

/** Where the link points as written; links further on are met when that path is typed. */
function targetPath(directory: BytePath, target: string): string {
  if (target.startsWith('/')) return target
  return directory === '/' ? `/${target}` : `${directory}/${target}`
}

/** Its owner chose the target, and people paste hints into a root shell: only harmless characters are offered. */
function scanHint(path: string): string | undefined {
  return /^[A-Za-z0-9_./@%+=:,-]+$/.test(path) ? `scan that: holdfast scan ${path}` : undefined
}

function kindOf(walk: Walk): TypedPath['kind'] {
  const { stats } = lastOpened(walk)
  if (stats.isDirectory()) return 'directory'
  if (stats.isFile()) return 'file'
  const shown = displayPath(walk.path)
  throw new HoldfastError('HF_USAGE', `${shown} is neither a file nor a directory`, {
    facts: { path: shown },
  })
}

function noSuchPath(walk: Walk, message: string): HoldfastError {
  return new HoldfastError('HF_NO_SUCH_PATH', message, { facts: { path: displayPath(walk.typed) } })
}

/** The first entry is `/` and is never taken away. */
function lastOpened(walk: Walk): Opened {
  const last = walk.opened.at(-1)
  if (last === undefined) throw new HoldfastError('HF_BUG', 'a walk without its root')
  return last
}
