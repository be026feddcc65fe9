import * as fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { Oid } from '../../src/domain/oid.ts'
import { startReader } from '../../src/pool/client/readerClient.ts'
import { fsckStoreOn } from '../../src/service/fsckStore.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { openStore, type Store } from '../../src/store/store.ts'
import { movableClock, writeTree } from '../support/holdfast.ts'
import { decodedEval, infect } from '../support/inert.ts'
import { type LineServer, startLineServer } from '../support/lineServer.ts'
import { numbersFrom } from '../support/random.ts'
import { rigScan, shared } from '../support/scanRig.ts'
import { quickScratchRoot } from '../support/scratch.ts'
import { copyStore, objectIds, rowsOf } from '../support/storeCopy.ts'
import { trials, trialsMs } from '../support/trials.ts'
import { describeTest } from '../store/describeTest.ts'

const seed = Number(process.env['HOLDFAST_TEST_SEED'] ?? '20261122')

type Harm = 'flip' | 'cut' | 'loss'

interface FileClass {
  readonly name: string
  /** Names inside the store. */
  readonly pattern: RegExp
  readonly harms: Readonly<Record<Harm, number>>
}

/** Loss is tried once per file, so those numbers are only what a class of one file needs. */
const classes: readonly FileClass[] = [
  { name: 'meta tables', pattern: /^meta\/\d+\.ldb$/, harms: { flip: 70, cut: 15, loss: 4 } },
  { name: 'objects tables', pattern: /^objects\/\d+\.ldb$/, harms: { flip: 70, cut: 15, loss: 4 } },
  { name: 'meta log', pattern: /^meta\/\d+\.log$/, harms: { flip: 40, cut: 30, loss: 1 } },
  { name: 'objects log', pattern: /^objects\/\d+\.log$/, harms: { flip: 40, cut: 30, loss: 1 } },
  { name: 'meta manifest', pattern: /^meta\/MANIFEST-\d+$/, harms: { flip: 30, cut: 20, loss: 1 } },
  { name: 'objects manifest', pattern: /^objects\/MANIFEST-\d+$/, harms: { flip: 30, cut: 20, loss: 1 } },
  { name: 'meta CURRENT', pattern: /^meta\/CURRENT$/, harms: { flip: 20, cut: 8, loss: 1 } },
  { name: 'objects CURRENT', pattern: /^objects\/CURRENT$/, harms: { flip: 20, cut: 8, loss: 1 } },
  { name: 'format.json', pattern: /^format\.json$/, harms: { flip: 30, cut: 15, loss: 1 } },
  { name: 'seals', pattern: /^\w+\.seal$/, harms: { flip: 20, cut: 10, loss: 2 } },
  { name: 'LOCK', pattern: /^\w+\/LOCK$/, harms: { flip: 2, cut: 0, loss: 2 } },
  { name: 'lock.sock', pattern: /^lock\.sock$/, harms: { flip: 2, cut: 1, loss: 1 } },
]

interface Truth {
  readonly meta: ReadonlyMap<string, string>
  readonly objects: ReadonlyMap<string, string>
  readonly contents: readonly Oid[]
  readonly trees: ReadonlyMap<Oid, string>
}

describe(`damage (HOLDFAST_TEST_SEED=${String(seed)})`, () => {
  const random = numbersFrom(seed)
  let directory: string
  let truth: Truth
  let pristine: string
  let reader: LineServer

  beforeAll(async () => {
    directory = fs.mkdtempSync(join(quickScratchRoot(), 'holdfast-test-'))
    pristine = join(directory, 'pristine')
    await makeStore(directory, pristine)
    truth = await withCopy(async (store) => await readTruth(await openStore(store, opening)))
    const file = join(directory, 'truth.json')
    fs.writeFileSync(file, JSON.stringify({ contents: [...truth.contents], trees: [...truth.trees] }))
    reader = startLineServer(join(import.meta.dirname, 'children/readStore.ts'), [file])
  }, trialsMs(60_000))

  afterAll(() => {
    reader.close()
    fs.rmSync(directory, { recursive: true, force: true })
  })

  const withCopy = async <Result>(use: (store: string) => Promise<Result>): Promise<Result> => {
    const store = join(directory, 'copy')
    copyStore(pristine, store)
    try {
      return await use(store)
    } finally {
      fs.rmSync(store, { recursive: true, force: true })
    }
  }

  it('leaves a store without damage alone', async () => {
    await withCopy(async (store) => {
      expect((await fsckStoreOn(thisMachine(), request(store))).problems).toEqual([])
      expect(await sameAsTruth(store, truth)).toBe(true)
      const objects = truth.contents.length + truth.trees.size
      expect(await reader.ask(store)).toBe(`right ${String(objects)}`)
    })
    for (const part of ['meta/log', 'objects/log', 'meta/ldb', 'objects/ldb'])
      expect(filesOf(pristine).filter(isPart(part)), part).not.toEqual([])
  })

  it.each(classes)(
    'to $name is found or harmless, and nothing wrong is served',
    async ({ pattern, harms, name }) => {
      const outcomes = { found: 0, harmless: 0 }
      for (const harm of ['flip', 'cut', 'loss'] as const) {
        const files = filesOf(pristine).filter((file) => pattern.test(file))
        const count = harm === 'loss' ? Math.min(files.length, harms.loss) : trials(harms[harm])
        for (let trial = 0; trial < count; trial += 1) {
          const file = harm === 'loss' ? files[trial] : files[Math.floor(random() * files.length)]
          expect(file, `${name} has files`).toBeDefined()
          const what = await withCopy(async (store) => {
            const damage = hurt(join(store, file!), harm, random)
            const outcome = await outcomeOf(store, truth)
            await expectNothingWrong(reader, store, `${file!} ${damage}`)
            return outcome === 'missed' ? `${file!} ${damage}` : outcome
          })
          expect(['found', 'harmless'], what).toContain(what)
          outcomes[what as keyof typeof outcomes] += 1
        }
      }
      console.log(`damage: ${name}: ${String(outcomes.found)} found, ${String(outcomes.harmless)} harmless`)
    },
    trialsMs(120_000),
  )

  it(
    'after a crash, when nothing vouches for the files, serves nothing wrong either',
    async () => {
      const files = filesOf(pristine).filter((file) => /\/(\d+\.log|MANIFEST-\d+|\d+\.ldb)$/.test(file))
      for (let trial = 0; trial < trials(60); trial += 1) {
        const file = files[Math.floor(random() * files.length)]!
        await withCopy(async (store) => {
          for (const name of ['meta.seal', 'objects.seal']) fs.rmSync(join(store, name))
          const damage = hurt(join(store, file), trial % 3 === 0 ? 'cut' : 'flip', random)
          await expectNothingWrong(reader, store, `${file} ${damage}`)
        })
      }
    },
    trialsMs(120_000),
  )
})

const opening = { describe: describeTest }

function request(store: string): Parameters<typeof fsckStoreOn>[1] {
  return { store, initiator: { uid: 0 }, waitMs: 0, readData: 'all', repair: 'nothing' }
}

/** Tables and a log with something in them in both databases, two snapshots, a content of several chunks, incidents. */
async function makeStore(directory: string, store: string): Promise<void> {
  const site = join(directory, 'site')
  const client = startReader({ workers: 1 })
  const scan = async (): Promise<void> => {
    await rigScan({ store, paths: [site], clock: movableClock(), startReader: shared(client) })
  }
  const noise = numbersFrom(seed)
  const large = Buffer.from(Array.from({ length: 2_500_000 }, () => Math.floor(noise() * 256)))
  const php = (i: number): string => `<?php // ${String(i)} ${noise().toString(36).repeat(20)}\necho 1;\n`
  try {
    writeTree(
      site,
      Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [`d${String(i % 5)}/${String(i)}.php`, php(i)]),
      ),
    )
    writeTree(site, { 'large.php': large, 'd1/shell.php': decodedEval })
    fs.symlinkSync('large.php', join(site, 'link'))
    await scan()
    writeTree(site, { 'd2/2.php': infect(php(2), 'own-block'), 'd6/new.php': php(100) })
    await scan()
    writeTree(site, { 'd3/3.php': php(103), 'd7/shell.php': `${decodedEval}\n`, 'd8/more.php': php(104) })
    await scan()
  } finally {
    await client.close()
  }
  // What a killed holder leaves behind.
  fs.writeFileSync(join(store, 'lock.sock'), '')
}

function filesOf(store: string): string[] {
  return fs
    .readdirSync(store, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.lstatSync(join(store, name)).isFile())
    .sort()
}

function isPart(part: string): (file: string) => boolean {
  const [database = '', ending = ''] = part.split('/')
  return (file) => file.startsWith(`${database}/`) && file.endsWith(`.${ending}`)
}

/** Does it and answers what was done. */
function hurt(file: string, harm: Harm, random: () => number): string {
  const bytes = fs.readFileSync(file)
  switch (harm) {
    case 'flip': {
      const at = Math.floor(random() * Math.max(1, bytes.length))
      const bit = Math.floor(random() * 8)
      const hurtBytes = bytes.length === 0 ? Buffer.of(0) : bytes
      hurtBytes[at] = (hurtBytes[at] ?? 0) ^ (1 << bit)
      fs.writeFileSync(file, hurtBytes)
      return `bit ${String(bit)} of byte ${String(at)} flipped`
    }
    case 'cut': {
      const length = Math.floor(random() * bytes.length)
      fs.truncateSync(file, length)
      return `cut to ${String(length)} of ${String(bytes.length)}`
    }
    case 'loss':
      fs.rmSync(file)
      return 'lost'
  }
}

/** `harmless`: everything in both databases is as it was. A failure that is not ours fails the test. */
async function outcomeOf(store: string, truth: Truth): Promise<'found' | 'harmless' | 'missed'> {
  try {
    const report = await fsckStoreOn(thisMachine(), request(store))
    if (!report.ok) return 'found'
  } catch (error) {
    if (error instanceof HoldfastError && error.kind !== 'bug') return 'found'
    throw error
  }
  return (await sameAsTruth(store, truth)) ? 'harmless' : 'missed'
}

async function sameAsTruth(directory: string, truth: Truth): Promise<boolean> {
  const store = await openStore(directory, opening)
  try {
    const meta = await rowsOf(store.meta)
    const objects = await rowsOf((await store.objects()).database)
    return isSameMap(meta, truth.meta) && isSameMap(objects, truth.objects)
  } finally {
    await store.close()
  }
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}

/**
 * Whatever a store answers that is opened in spite of its losses is what was stored under that id; or LevelDB ends the
 * process, and then nothing is answered.
 */
async function expectNothingWrong(reader: LineServer, store: string, what: string): Promise<void> {
  expect((await reader.ask(store)) ?? 'right, ended by LevelDB', what).toMatch(/^right/)
}

async function readTruth(store: Store): Promise<Truth> {
  try {
    const objects = await store.objects()
    const ids = await objectIds(store)
    const contents = ids.content as Oid[]
    const trees = new Map<Oid, string>()
    for (const id of ids.tree as Oid[]) trees.set(id, JSON.stringify(await objects.readTree(id)))
    return { meta: await rowsOf(store.meta), objects: await rowsOf(objects.database), contents, trees }
  } finally {
    await store.close()
  }
}
