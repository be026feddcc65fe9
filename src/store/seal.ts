import * as fs from 'node:fs'
import { rowText } from '../codec/row.ts'
import { systemCode } from '../domain/errors.ts'
import { readStepBytes, sealBytesMax } from '../domain/limits.ts'
import { sha256 } from '../hash/sha256.ts'
import { startSha256 } from '../hash/streamSha256.ts'
import { currentManifest, currentText, type LevelFile, listLevelFiles } from '../kv/levelFiles.ts'
import type { FsckProblem } from './fsckReport.ts'
import { ioFailure } from './ioFailure.ts'
import { type metaDirectory, type objectsDirectory, type StorePlace } from './storePlace.ts'

export type DatabaseName = typeof objectsDirectory | typeof metaDirectory

/**
 * What a database was when it was last closed. LevelDB takes a log or manifest that lost its end for one that was never
 * longer, and answers with an older state; the seal knows better. It vouches for nothing after a crash: then the end of
 * the log may be torn, and only LevelDB can say where.
 */
export interface Seal {
  readonly storeId: string
  /** The manifest that counted. A higher one on disk means that the database was opened since. */
  readonly manifest: number
  readonly files: readonly SealedFile[]
}

/** Tables are sealed by size: they check themselves block by block, and hashing all of them would cost a full read. */
interface SealedFile {
  readonly name: string
  readonly size: number
  readonly digest: string | null
}

/** Seals a database that was just closed; the former seal stays when there is no room for a new one. */
export function writeSeal(place: StorePlace, name: DatabaseName, storeId: string): void {
  const directory = `${place.directory}/${name}`
  const manifest = currentManifest(directory)
  if (manifest === undefined) return
  const files = listLevelFiles(directory).map((file) => sealedFile(directory, file))
  const seal: Seal = { storeId, manifest, files }
  const text = rowText(seal)
  const file = sealFile(place, name)
  try {
    fs.writeFileSync(`${file}.new`, `${text}\n${sha256(Buffer.from(text))}\n`, { mode: 0o600 })
    fs.renameSync(`${file}.new`, file)
  } catch {
    // A database without a fresh seal is as good as one that a crash left: less is known, nothing is wrong.
    fs.rmSync(`${file}.new`, { force: true })
  }
}

/** The seal as it stands; undefined when there is none, or none that is whole. */
export function readSeal(place: StorePlace, name: DatabaseName): Seal | undefined {
  const bytes = readBounded(sealFile(place, name))
  if (bytes === undefined) return undefined
  const [text = '', digest] = bytes.toString('utf8').split('\n')
  if (sha256(Buffer.from(text)) !== digest) return undefined
  return JSON.parse(text) as Seal
}

/** The seal if it still speaks of the database as it is: nobody has opened it since. */
export function currentSeal(place: StorePlace, name: DatabaseName): Seal | undefined {
  const seal = readSeal(place, name)
  if (seal === undefined) return undefined
  const manifest = currentManifest(`${place.directory}/${name}`)
  return manifest !== undefined && manifest > seal.manifest ? undefined : seal
}

/**
 * What a closed database has lost since it was sealed; nothing when the seal is gone or older than the last opening.
 * To be asked before LevelDB sees the directory, because opening removes the evidence.
 */
export function checkSeal(place: StorePlace, name: DatabaseName): readonly FsckProblem[] {
  const files = currentSeal(place, name)?.files ?? []
  return files.flatMap((file) => {
    const problem = problemOf(`${place.directory}/${name}/${file.name}`, file)
    return problem === undefined ? [] : [{ kind: 'file', id: `${name}/${file.name}`, problem }]
  })
}

/**
 * Writes CURRENT again when it is lost or wrong and the manifest that the seal names is whole: a later opening would have
 * removed that. Answers whether it did.
 */
export function restoreCurrent(place: StorePlace, name: DatabaseName): boolean {
  const directory = `${place.directory}/${name}`
  const seal = readSeal(place, name)
  const manifest = seal?.files.find((file) => file.name === currentText(seal.manifest).trimEnd())
  if (seal === undefined || manifest === undefined) return false
  if (currentManifest(directory) === seal.manifest) return false
  if (problemOf(`${directory}/${manifest.name}`, manifest) !== undefined) return false
  const file = `${directory}/CURRENT`
  try {
    fs.writeFileSync(`${file}.new`, currentText(seal.manifest), { mode: 0o600, flush: true })
    fs.renameSync(`${file}.new`, file)
  } catch (cause) {
    throw ioFailure(cause, file)
  }
  return true
}

function sealFile(place: StorePlace, name: DatabaseName): string {
  return `${place.directory}/${name}.seal`
}

function sealedFile(directory: string, { name, role, size }: LevelFile): SealedFile {
  return { name, size, digest: role === 'table' ? null : digestOf(`${directory}/${name}`) }
}

function problemOf(path: string, sealed: SealedFile): string | undefined {
  try {
    const { size } = fs.lstatSync(path)
    if (size !== sealed.size)
      return `has ${String(size)} bytes, and had ${String(sealed.size)} when it was closed`
    const isWhole = sealed.digest === null || digestOf(path) === sealed.digest
    return isWhole ? undefined : 'is not as it was when it was closed'
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return 'is missing'
    throw ioFailure(cause, path)
  }
}

/** In steps: the log of the objects is as large as their write buffer. */
function digestOf(path: string): string {
  const hash = startSha256()
  const step = Buffer.allocUnsafe(readStepBytes)
  const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW)
  try {
    for (;;) {
      const length = fs.readSync(fd, step, 0, step.length, null)
      if (length === 0) return hash.digestOid()
      hash.update(step.subarray(0, length))
    }
  } finally {
    fs.closeSync(fd)
  }
}

function readBounded(file: string): Buffer | undefined {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants
  try {
    const fd = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    try {
      return fs.fstatSync(fd).size > sealBytesMax ? undefined : fs.readFileSync(fd)
    } finally {
      fs.closeSync(fd)
    }
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined
    throw ioFailure(cause, file)
  }
}
