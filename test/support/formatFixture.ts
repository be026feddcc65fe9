import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootPath } from '../../src/domain/path.ts'
import { outcomeOf } from '../../src/domain/verdict.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { verifyChain } from '../../src/journal/verify.ts'
import { directoryRows } from '../../src/service/directoryRows.ts'
import { allIncidents } from '../../src/store/incidents.ts'
import { listPacks } from '../../src/store/rulePacks.ts'
import { listRefs } from '../../src/store/refs.ts'
import { listSnapshots } from '../../src/store/snapshots.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { getVerdicts } from '../../src/store/verdicts.ts'
import { describeTest } from '../store/describeTest.ts'
import { movableClock, openTestStore, scanPaths, writeTree } from './holdfast.ts'
import { decodedEval, imagesAsPhp, infect } from './inert.ts'
import { numbersFrom } from './random.ts'
import { objectIds } from './storeCopy.ts'

/** Where the site of the fixtures lies: the rows of the index name it. */
export const fixtureHome = '/tmp/holdfast-format-fixture'
export const fixtureSite = join(fixtureHome, 'site')

const page = '<?php\necho "a page";\n'

/** The site as its second scan found it. */
export function writeFixtureSite(): void {
  rmSync(fixtureSite, { recursive: true, force: true })
  writeFirstSite()
  changeSite()
}

/** A store of two scans, a resolved incident, an added rule pack, a content in chunks and one kept by its hash alone. */
export async function buildFixtureStore(): Promise<void> {
  mkdirSync(fixtureHome)
  const clock = movableClock()
  for (const prepare of [writeFirstSite, changeSite]) {
    prepare()
    const holdfast = await openTestStore(fixtureHome, clock)
    clock.advance(60_000)
    if (prepare === changeSite) await holdfast.rulesAdd(await ruleSource())
    await scanPaths(holdfast, [fixtureSite])
    await holdfast.close()
  }
}

export interface StoreFacts {
  readonly storeId: string
  readonly snapshots: readonly object[]
  readonly refs: readonly object[]
  readonly trees: Readonly<Record<string, readonly string[]>>
  /** Size and SHA-256 of every content, read back. */
  readonly contents: Readonly<Record<string, number>>
  readonly index: Readonly<Record<string, readonly string[]>>
  readonly verdicts: Readonly<Record<string, string>>
  readonly incidents: readonly object[]
  readonly packs: readonly object[]
  readonly events: { readonly count: number; readonly head: string; readonly problems: number }
}

/** Everything a store holds that its format decides, read by the rooms that read it every day. */
export async function describeStore(directory: string): Promise<StoreFacts> {
  const store = await openStore(directory, { describe: describeTest })
  try {
    const chain = await verifyChain(store.meta)
    return {
      storeId: store.id,
      snapshots: await collected(listSnapshots(store.meta)),
      refs: await collected(listRefs(store.meta)),
      ...(await objectFacts(store)),
      ...(await indexFacts(store)),
      incidents: (await collected(allIncidents(store.meta))).map(incidentFacts),
      packs: await listPacks(store.meta),
      events: { count: chain.events, head: chain.head.digest, problems: chain.problems.length },
    }
  } finally {
    await store.close()
  }
}

function writeFirstSite(): void {
  writeTree(fixtureSite, {
    'index.php': page,
    'old.php': '<?php echo 1;\n',
    'shell.php': decodedEval,
    'inc/lib.php': `${page}// changes`,
    'inc/empty': '',
    'large.js': largeContent(),
    'logo.png': Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, 7)]),
  })
  writeFileSync(Buffer.from(join(fixtureSite, 'caf\xe9.txt'), 'latin1'), 'named in latin1')
  symlinkSync('inc/lib.php', join(fixtureSite, 'link'))
}

function changeSite(): void {
  rmSync(join(fixtureSite, 'old.php'))
  rmSync(join(fixtureSite, 'shell.php'))
  writeTree(fixtureSite, {
    'inc/lib.php': infect(`${page}// changes`, 'own-block'),
    'uploads/.htaccess': imagesAsPhp,
    'uploads/.user.ini': 'memory_limit = 64M\n',
  })
}

/** Bytes that deflate cannot shrink, a little more than one chunk. */
function largeContent(): Buffer {
  const next = numbersFrom(1)
  return Buffer.from(Array.from({ length: 1_060_000 }, () => Math.floor(next() * 256)))
}

async function ruleSource(): Promise<{ file: string; format: 'yara'; name: string }> {
  const file = join(fixtureHome, 'own.yar')
  writeFileSync(file, 'rule own_page { strings: $a = "a page" condition: $a }\n')
  return await Promise.resolve({ file, format: 'yara', name: 'own' })
}

async function objectFacts(store: Store): Promise<Pick<StoreFacts, 'trees' | 'contents'>> {
  const objects = await store.objects()
  const ids = await objectIds(store)
  const trees: Record<string, string[]> = {}
  for (const oid of ids.tree) {
    const entries = await objects.readTree(oid)
    trees[oid] = entries.map(({ name, kind, mode, size, oid: id, hashOnly }) =>
      [name, kind, mode.toString(8), size, id ?? '-', hashOnly ? 'hash-only' : 'kept'].join(' '),
    )
  }
  const contents: Record<string, number> = {}
  for (const oid of ids.content) {
    const bytes = await objects.readContent(oid)
    contents[sha256(bytes)] = bytes.length
  }
  return { trees, contents }
}

async function indexFacts(store: Store): Promise<Pick<StoreFacts, 'index' | 'verdicts'>> {
  const index: Record<string, string[]> = {}
  const verdicts: Record<string, string> = {}
  for await (const row of directoryRows(store.meta, rootPath)) {
    const entries = row.entries()
    index[row.path] = [
      `tree ${row.header.tree ?? '-'}`,
      ...entries.map(({ name, oid, fileClass, hashOnly }) =>
        [name, oid ?? '-', fileClass, hashOnly ? 'hash-only' : 'kept'].join(' '),
      ),
    ]
    for (const { oid, fileClass, stat } of entries) {
      if (oid === null || stat.kind !== 'file') continue
      const [verdict] = await getVerdicts(store.meta, [{ oid, fileClass }])
      verdicts[`${oid} ${fileClass}`] = verdict === undefined ? 'none' : outcomeOf(verdict.verdict)
    }
  }
  return { index, verdicts }
}

function incidentFacts({
  id,
  path,
  status,
  tier,
  reason,
  rule,
  oid,
  resolved,
  previous,
}: IncidentOf): object {
  return { id, path, status, tier, reason, rule, oid, resolved, previous }
}

type IncidentOf = typeof allIncidents extends (...args: never[]) => AsyncGenerator<infer Item> ? Item : never

async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
