import { closeSync, openSync, readSync } from 'node:fs'
import { HoldfastError } from '../../domain/errors.ts'
import { mountInfoBytesMax, mountsMax, readStepBytes } from '../../domain/limits.ts'
import type { BytePath } from '../../domain/path.ts'
import { isWithin, parseBytePath } from '../../domain/path.ts'

/** One line of mountinfo. All texts are latin1 strings of the bytes. */
export interface Mount {
  readonly id: number
  readonly parent: number
  /** `major:minor` of the filesystem, the same for every mount of it. */
  readonly device: string
  /** Which directory of the filesystem is seen at `point`; not always a path (`net:[4026531840]`). */
  readonly subroot: string
  readonly point: BytePath
  readonly type: string
  readonly source: string
}

export interface MountTable {
  readonly mounts: readonly Mount[]
  /** Children by `parent` and `point`; the later line of two equal ones is the one on top. */
  readonly children: ReadonlyMap<number, ReadonlyMap<string, Mount>>
  /** The mount of `/`; undefined in a chroot whose directory is no mount point. */
  readonly top: Mount | undefined
}

/** `stat`: an unchanged stat proves unchanged content (decision 15). `reread`: it does not. */
export type MountTrust = 'stat' | 'reread'

/** `local`: walked. `remote`: may hang or be made by a user, walked only when asked for. `pseudo`: holds no files. */
export type MountClass = 'local' | 'remote' | 'pseudo'

/** The mounts this process sees, read once. Throws HF_IO when the kernel does not say, HF_LIMIT when it says too much. */
export function readMountTable(): MountTable {
  return parseMountTable(readMountInfo())
}

/** A line that does not name a normal path (a mount point that was deleted) is left out: nothing can lie below it. */
export function parseMountTable(mountInfo: Buffer): MountTable {
  const lines = mountInfo.toString('latin1').split('\n')
  const mounts = lines.map(parseLine).filter((mount) => mount !== undefined)
  if (mounts.length > mountsMax) throw new HoldfastError('HF_LIMIT', `more than ${mountsMax} mounts`)
  const children = new Map<number, Map<string, Mount>>()
  for (const mount of mounts) {
    const siblings = children.get(mount.parent) ?? new Map<string, Mount>()
    children.set(mount.parent, siblings.set(mount.point, mount))
  }
  return { mounts, children, top: topMount(mounts) }
}

/**
 * The mount that a path leads into. Follows the chain of mounts as the kernel does, so a mount that another one hides
 * is not found. undefined when the table does not say (a chroot): treat as `reread`.
 */
export function mountOf(table: MountTable, path: BytePath): Mount | undefined {
  if (table.top === undefined) return undefined
  let mount = topmostAt(table, table.top, '/')
  for (const prefix of prefixesOf(path)) {
    const next = table.children.get(mount.id)?.get(prefix)
    if (next !== undefined && next !== mount) mount = topmostAt(table, next, prefix)
  }
  return mount
}

/** The mounts that a walk from `path` meets below it, parents first (bytewise order of their points). */
export function mountsBelow(table: MountTable, path: BytePath): readonly Mount[] {
  return table.mounts
    .filter((mount) => mount.point !== path && isWithin(mount.point, path))
    .filter((mount) => mountOf(table, mount.point) === mount)
    .sort((a, b) => (a.point < b.point ? -1 : 1))
}

export function trustOfMount(mount: Mount | undefined): MountTrust {
  return mount !== undefined && provenTypes.has(mount.type) ? 'stat' : 'reread'
}

export function classOfMount(mount: Mount): MountClass {
  if (pseudoTypes.has(mount.type)) return 'pseudo'
  return remoteTypes.has(mount.type) || mount.type.startsWith('fuse') ? 'remote' : 'local'
}

/** Where a write through a dirty shared mapping is known to move ctime after syncfs. */
const provenTypes = new Set(['ext4', 'xfs', 'btrfs'])

const pseudoTypes = new Set([
  ...['autofs', 'binder', 'binfmt_misc', 'bpf', 'cgroup', 'cgroup2', 'configfs', 'cpuset', 'debugfs'],
  ...[
    'devpts',
    'devtmpfs',
    'efivarfs',
    'fusectl',
    'hugetlbfs',
    'ipathfs',
    'mqueue',
    'nfsd',
    'nsfs',
    'openpromfs',
  ],
  ...['pipefs', 'proc', 'pstore', 'resctrl', 'rootfs', 'rpc_pipefs', 'securityfs', 'selinuxfs', 'smackfs'],
  ...['sockfs', 'spufs', 'sysfs', 'tracefs', 'usbfs', 'xenfs'],
])

/** A server that does not answer blocks every call for ever; the types starting with `fuse` are among them too. */
const remoteTypes = new Set([
  ...[
    '9p',
    'acfs',
    'afs',
    'beegfs',
    'ceph',
    'cifs',
    'coda',
    'gfs',
    'gfs2',
    'glusterfs',
    'gpfs',
    'lustre',
    'ncpfs',
  ],
  ...['nfs', 'nfs4', 'ocfs2', 'orangefs', 'pvfs2', 'smb3', 'smbfs', 'vboxsf', 'virtiofs'],
])

/** `36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw`, optional fields ending at the dash. */
function parseLine(line: string): Mount | undefined {
  const fields = line.split(' ')
  const dash = fields.indexOf('-', 6)
  const [id, parent, device, subroot, point] = fields
  const [type, source] = fields.slice(dash + 1)
  if (dash < 0 || device === undefined || type === undefined) return undefined
  const path = parseBytePath(Buffer.from(unescapeOctal(point ?? ''), 'latin1'))
  if (path === undefined) return undefined
  return {
    id: Number(id),
    parent: Number(parent),
    device,
    subroot: unescapeOctal(subroot ?? ''),
    point: path,
    type: unescapeOctal(type),
    source: unescapeOctal(source ?? ''),
  }
}

function unescapeOctal(text: string): string {
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}

/** The lowest mount of `/`: its parent is outside what this process sees. */
function topMount(mounts: readonly Mount[]): Mount | undefined {
  const ids = new Set(mounts.map((mount) => mount.id))
  return mounts.find((mount) => mount.point === '/' && (mount.parent === mount.id || !ids.has(mount.parent)))
}

/** Mounts stacked on one point are each the child of the one below. */
function topmostAt(table: MountTable, from: Mount, point: string): Mount {
  let mount = from
  for (let depth = 0; depth < mountsMax; depth += 1) {
    const above = table.children.get(mount.id)?.get(point)
    if (above === undefined || above === mount) return mount
    mount = above
  }
  return mount
}

function* prefixesOf(path: BytePath): Generator<string> {
  if (path === '/') return
  for (let slash = path.indexOf('/', 1); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    yield path.slice(0, slash)
  }
  yield path
}

/** The file has no size, so it is read until it ends. */
function readMountInfo(): Buffer {
  const fd = openMountInfo()
  try {
    const parts: Buffer[] = []
    for (let total = 0; total <= mountInfoBytesMax; ) {
      const part = Buffer.allocUnsafe(readStepBytes)
      const length = readSync(fd, part, 0, part.length, null)
      if (length === 0) return Buffer.concat(parts)
      parts.push(part.subarray(0, length))
      total += length
    }
  } finally {
    closeSync(fd)
  }
  throw new HoldfastError('HF_LIMIT', `/proc/self/mountinfo is larger than ${mountInfoBytesMax} bytes`)
}

function openMountInfo(): number {
  try {
    return openSync('/proc/self/mountinfo', 'r')
  } catch (cause) {
    throw new HoldfastError('HF_IO', 'the kernel does not say what is mounted', { cause })
  }
}
