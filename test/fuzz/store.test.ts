import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordHeaderBytes } from '../../src/codec/record.ts'
import { encodeTree } from '../../src/codec/tree.ts'
import type { HoldfastError } from '../../src/domain/errors.ts'
import { sha256 } from '../../src/hash/sha256.ts'
import { loadXxh64 } from '../../src/hash/xxh64.ts'
import { unsnappy } from '../../src/kv/internal/snappy.ts'
import { blocksIn, readFooter } from '../../src/kv/internal/tableFormat.ts'
import { openLevel } from '../../src/kv/levelKeyValue.ts'
import { mendTable } from '../../src/kv/levelTable.ts'
import { openMemory } from '../../src/kv/memoryKeyValue.ts'
import type { ObjectHead, ObjectToWrite } from '../../src/store/objectRecords.ts'
import { objectKeyOf, objectOperations, readObjectBytes } from '../../src/store/objectRecords.ts'
import { numbersFrom } from '../support/random.ts'
import { scratchDirectory } from '../support/scratch.ts'
import { executions, fuzz, fuzzTimeoutMs, seed, valueOf } from './fuzz.ts'
import { mutator } from './mutator.ts'
import { sealed } from './sealed.ts'

beforeAll(async () => {
  await loadXxh64()
})

describe(`${executions} mutants of what lies under the rows`, { timeout: fuzzTimeoutMs }, () => {
  it('objects, in one record and in chunks', async () => {
    const content = Buffer.from('a content that is kept\n'.repeat(20))
    const tree = encodeTree([])
    const objects: readonly ObjectToWrite[] = [
      { kind: 'content', oid: sha256(content), size: content.length, deflated: deflateSync(content) },
      { kind: 'content', oid: sha256(content), size: 2 ** 21, deflated: Buffer.alloc(2 ** 20 + 100, 7) },
      { kind: 'tree', oid: tree.oid, payload: tree.payload },
    ]
    const memory = openMemory()
    await memory.batch(objects.flatMap(objectOperations), { sync: true })
    const samples = objects.map((object) => valueOf(objectOperations(object).at(-1)!))
    const { next } = mutator({ samples, random: numbersFrom(seed) })
    const endings = { served: 0, refused: 0 }
    for (let done = 0; done < executions; done += 1) {
      const input = next()
      const head: ObjectHead = objects[done % objects.length]!
      const value = done % 4 === 0 ? input : sealed(input, objectKeyOf[head.kind](head.oid))
      const bytes = await readObjectBytes(memory, head, value).catch((error: unknown) => {
        refusalOf(error, input)
      })
      endings[bytes === undefined ? 'refused' : 'served'] += 1
      if (bytes !== undefined) expect(bytes.length).toBe(value.readUIntLE(4, 6))
    }
    expect(samples.every((sample) => sample.length > recordHeaderBytes - 1)).toBe(true)
    expect(Math.min(endings.served, endings.refused)).toBeGreaterThan(0)
    console.log(`fuzz objects: ${executions} inputs, ${JSON.stringify(endings)}, seed ${seed}`)
  })

  it('packed blocks', () => {
    const bytesMax = 4096
    // Ten bytes as they are, then copies of what lies 4, 10 and 1 bytes behind, with one, two and four bytes of offset.
    const packed = Buffer.concat([
      Buffer.from([36, (10 - 1) << 2]),
      Buffer.from('0123456789'),
      Buffer.from([1 | (4 << 2), 4, 2 | ((10 - 1) << 2), 10, 0, 3 | ((8 - 1) << 2), 1, 0, 0, 0]),
    ])
    fuzz({
      name: 'packed blocks',
      allocationMax: Math.max(bytesMax, 16 * 1024),
      samples: [packed, Buffer.from([0])],
      check: (input) => {
        const plain = unsnappy(input, bytesMax)
        if (plain === undefined) return 'refused'
        if (plain.length > bytesMax) throw new Error('longer than was asked for')
        return 'accepted'
      },
    })
  })

  it('table files', async () => {
    const table = await sampleTable()
    fuzz({
      name: 'table files',
      samples: [table],
      check: (input) => {
        const { bytes, blocks, blocksLost } = mendTable(input, table.length)
        if (bytes.length !== table.length) throw new Error(`mended to ${bytes.length} bytes`)
        const footer = readFooter(bytes)
        const listed = footer === undefined ? undefined : blocksIn(bytes, footer.index)
        if (listed?.length !== blocks - blocksLost) throw new Error('the mended table lists other blocks')
        return blocks > 0 && blocksLost === 0 ? 'accepted' : 'refused'
      },
    })
  })
})

function refusalOf(error: unknown, input: Buffer): undefined {
  const codes: readonly string[] = ['HF_RECORD_CORRUPT', 'HF_OBJECT_CORRUPT', 'HF_OBJECT_MISSING']
  const { code } = error as HoldfastError
  if (!codes.includes(code))
    throw new Error(`seed ${seed}, input ${input.toString('base64')}`, { cause: error })
  return undefined
}

/** A table of a few blocks as LevelDB itself writes it: opening a database turns its log into one. */
async function sampleTable(): Promise<Buffer> {
  const directory = join(scratchDirectory(), 'database')
  const options = { writeBufferBytes: 1024 * 1024, compression: true }
  const database = await openLevel(directory, { create: true, ...options })
  const rows = Array.from({ length: 200 }, (_, i) => ({
    type: 'put' as const,
    key: Buffer.from(`key ${String(i).padStart(6, '0')}`),
    value: Buffer.from(`${i} `.repeat(20)),
  }))
  await database.batch(rows, { sync: true })
  await database.close()
  await (await openLevel(directory, { create: false, ...options })).close()
  const [name] = readdirSync(directory).filter((file) => file.endsWith('.ldb'))
  return readFileSync(join(directory, name ?? 'no table was written'))
}
