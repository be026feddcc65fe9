/**
 * Argument: a JSON file with the contents and trees a store had. Lines in: directories of damaged copies of it. Lines out:
 * `right N` after reading everything of one copy, N objects served; `wrong ID` when one was not what it is called.
 * LevelDB may end this process over a damaged table, and that is why it is one.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { HoldfastError } from '../../../src/domain/errors.ts'
import type { Oid } from '../../../src/domain/oid.ts'
import type { Objects } from '../../../src/store/objects.ts'
import { openDamagedStore } from '../../../src/store/store.ts'
import { describeTest } from '../../store/describeTest.ts'

const truth = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  contents: Oid[]
  trees: [Oid, string][]
}

for await (const directory of createInterface(process.stdin)) console.log(await readAll(directory))

async function readAll(directory: string): Promise<string> {
  const store = await served(async () => await openDamagedStore(directory, { describe: describeTest }))
  if (store === undefined) return 'right 0'
  try {
    const objects = await served(async () => await store.objects())
    return objects === undefined ? 'right 0' : await readObjects(objects)
  } finally {
    await served(async () => {
      await store.close()
    })
  }
}

async function readObjects(objects: Objects): Promise<string> {
  let count = 0
  for (const oid of truth.contents) {
    const bytes = await served(async () => await objects.readContent(oid))
    if (bytes === undefined) continue
    if (createHash('sha256').update(bytes).digest('hex') !== oid) return `wrong ${oid}`
    count += 1
  }
  for (const [oid, entries] of truth.trees) {
    const tree = await served(async () => await objects.readTree(oid))
    if (tree === undefined) continue
    if (JSON.stringify(tree) !== entries) return `wrong ${oid}`
    count += 1
  }
  return `right ${String(count)}`
}

/** Undefined when the store refuses; anything but a refusal ends this program. */
async function served<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof HoldfastError && error.kind !== 'bug') return undefined
    throw error
  }
}
