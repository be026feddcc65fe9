import type { Baseline, BaselineFile } from '../../domain/baseline.ts'
import { cleanBasesMax, releaseSampleMax, releaseShareMin } from '../../domain/actingLimits.ts'
import { type BytePath, componentsOf, isWithin, parseBytePath } from '../../domain/path.ts'
import { type EntryLookup, entryLookup } from '../../index/entryLookup.ts'
import { decodeManifest, listBaselines } from '../../store/baselines.ts'
import type { Store } from '../../store/store.ts'
import { classOfPath } from '../contentVersions.ts'
import { type CleanBase, cleanBytes } from './cleanBase.ts'
import type { CleanReaders } from './cleanReaders.ts'
import type { PlanCleanRequest } from './cleanRequest.ts'

/** The same file of the releases whose other files are those of the site, the most alike first. */
export async function* releases(
  store: Store,
  readers: CleanReaders,
  { path, oid }: PlanCleanRequest,
): AsyncGenerator<CleanBase> {
  const lookup = entryLookup(store.meta)
  const matches: Match[] = []
  for (const baseline of await listBaselines(store.meta)) {
    if (!isWithin(path, baseline.root)) continue
    const match = await matchSite(store, lookup, { baseline, path })
    if (match !== null && match.file.oid !== oid) matches.push(match)
  }
  matches.sort((a, b) => b.share - a.share)
  for (const { baseline, file } of matches.slice(0, cleanBasesMax)) {
    const bytes = await cleanBytes(store, readers, { oid: file.oid, fileClass: classOfPath(path) })
    if (bytes !== null) yield { method: 'release', oid: file.oid, bytes, source: sourceOf(baseline) }
  }
}

interface Match {
  readonly baseline: Baseline
  readonly file: BaselineFile
  /** How many of the compared other files are the same. */
  readonly share: number
}

function sourceOf({ kind, name }: Baseline): string {
  return `${kind} ${name}`
}

/** The longest end of the path that names a file of the baseline, if what lies beside it is that baseline. */
async function matchSite(
  store: Store,
  lookup: EntryLookup,
  { baseline, path }: { readonly baseline: Baseline; readonly path: BytePath },
): Promise<Match | null> {
  const manifest = await (await store.objects()).readContent(baseline.manifest)
  const files = decodeManifest(baseline.name, manifest)
  const byPath = new Map(files.map((file) => [file.path, file]))
  const names = componentsOf(path)
  for (let depth = componentsOf(baseline.root).length; depth < names.length; depth += 1) {
    const file = byPath.get(names.slice(depth).join('/'))
    if (file === undefined) continue
    const site = `/${names.slice(0, depth).join('/')}`
    const share = await sameShare(lookup, site, without(files, file))
    if (share >= releaseShareMin) return { baseline, file, share }
  }
  return null
}

function without(files: readonly BaselineFile[], file: BaselineFile): readonly BaselineFile[] {
  return files.filter((other) => other !== file)
}

/** Of files spread over the whole release; 0 when there is no other file, because then nothing speaks for it. */
async function sameShare(lookup: EntryLookup, site: string, files: readonly BaselineFile[]): Promise<number> {
  const step = Math.max(1, Math.ceil(files.length / releaseSampleMax))
  const sample = files.filter((_, index) => index % step === 0)
  let same = 0
  for (const { path, oid } of sample) {
    const at = parseBytePath(Buffer.from(site === '/' ? `/${path}` : `${site}/${path}`, 'latin1'))
    if (at !== undefined && (await lookup(at))?.oid === oid) same += 1
  }
  return sample.length === 0 ? 0 : same / sample.length
}
