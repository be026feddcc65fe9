import { closeSync, openSync, readSync } from 'node:fs'
import { totalmem } from 'node:os'
import { HoldfastError } from '../../domain/errors.ts'
import { openFilesWanted, procFileBytesMax, readerMemoryBytesMax } from '../../domain/limits.ts'
import { requireProc } from '../../fsafe/read/directory.ts'
import { canLaunch, type Isolation, launchersFor } from '../../pool/client/isolation.ts'
import { loadYaraEngine } from '../../rules/loadEngine.ts'
import type { Examination } from '../contract/doctor.ts'
import type { Machine } from '../machine.ts'

/** Node, /proc, the reader's isolation, the engine, limits of the process, memory. */
export async function examineMachine(machine: Machine): Promise<readonly Examination[]> {
  return [
    nodeFinding(process.versions.node),
    procFinding(),
    isolationFinding(await firstIsolation(machine.uid)),
    await engineFinding(),
    openFilesFinding(readLimits()),
    memoryFinding(totalmem()),
    userFinding(machine.uid),
  ]
}

/** package.json says the same in `engines`. */
const oldestNode = [20, 19] as const

export function nodeFinding(version: string): Examination {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const subject = 'Node'
  const wanted = `${String(oldestNode[0])}.${String(oldestNode[1])}`
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) {
    return { state: 'ok', subject, finding: version, remedy: null }
  }
  const finding = `${version} is older than ${wanted}`
  return { state: 'fail', subject, finding, remedy: `install Node ${wanted} or newer` }
}

export function isolationFinding(isolation: Isolation): Examination {
  const subject = 'isolation'
  switch (isolation) {
    case 'setpriv':
      return { state: 'ok', subject, finding: 'files are parsed as an unprivileged user', remedy: null }
    case 'same-user':
      return { state: 'ok', subject, finding: 'files are parsed in a process of your own user', remedy: null }
    case 'not-isolated':
      return {
        state: 'warn',
        subject,
        finding: 'files are parsed with the rights of root, because setpriv cannot take them away here',
        remedy:
          'install util-linux 2.31 or newer; in a container allow CAP_SETUID, CAP_SETGID and CAP_SETPCAP',
      }
  }
}

/** `limits` is the text of /proc/self/limits. */
export function openFilesFinding(limits: string): Examination {
  const subject = 'open files'
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === 'unlimited' || Number(soft) >= openFilesWanted) {
    return { state: 'ok', subject, finding: `up to ${soft ?? ''}`, remedy: null }
  }
  const finding = soft === undefined ? 'the kernel does not say how many' : `only ${soft} at a time`
  const remedy = `raise the limit: ulimit -n ${String(openFilesWanted)}, or LimitNOFILE= in the service file`
  return { state: 'warn', subject, finding, remedy }
}

export function memoryFinding(bytes: number): Examination {
  const subject = 'memory'
  const gigabytes = (bytes / 1e9).toFixed(1)
  if (bytes >= readerMemoryBytesMax) return { state: 'ok', subject, finding: `${gigabytes} GB`, remedy: null }
  return { state: 'warn', subject, finding: `only ${gigabytes} GB`, remedy: 'scan with --low-memory' }
}

function procFinding(): Examination {
  try {
    requireProc()
    return { state: 'ok', subject: '/proc', finding: 'mounted and usable', remedy: null }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { state: 'fail', subject: '/proc', finding: error.message, remedy: error.hint }
  }
}

/** The launcher that a scan would use. */
async function firstIsolation(uid: number): Promise<Isolation> {
  for (const launcher of launchersFor(uid)) if (await canLaunch(launcher)) return launcher.isolation
  return 'not-isolated'
}

async function engineFinding(): Promise<Examination> {
  const subject = 'engine'
  try {
    const { name, version } = await loadYaraEngine()
    if (name === 'yara-x native') return { state: 'ok', subject, finding: `${name} ${version}`, remedy: null }
    const finding = `${name} ${version} is the slow one: some 10 ms for each content`
    return {
      state: 'warn',
      subject,
      finding,
      remedy: 'npm ci on this machine, unless its CPU or libc has no native one',
    }
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error
    return { state: 'fail', subject, finding: error.message, remedy: error.hint }
  }
}

function userFinding(uid: number): Examination {
  const subject = 'user'
  if (uid === 0) return { state: 'ok', subject, finding: 'root: every file can be read', remedy: null }
  const finding = `uid ${String(uid)}: files that only others may read are counted as unreadable`
  return { state: 'warn', subject, finding, remedy: 'as root if the files are not all yours' }
}

function readLimits(): string {
  const fd = openSync('/proc/self/limits', 'r')
  try {
    const buffer = Buffer.allocUnsafe(procFileBytesMax)
    return buffer.toString('latin1', 0, readSync(fd, buffer, 0, buffer.length, 0))
  } finally {
    closeSync(fd)
  }
}
