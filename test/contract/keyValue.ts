import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BatchOperation, Cursor, KeyValue } from '../../src/kv/keyValue.ts'

/** What every KeyValue promises; `open` makes an empty one. */
export function keyValueContract(name: string, open: () => Promise<KeyValue>): void {
  describe(`KeyValue contract: ${name}`, () => {
    it('answers undefined for what was never written', async () => {
      await using(open, async (kv) => {
        expect(await kv.get(bytes('a'))).toBeUndefined()
        expect(await kv.getMany([bytes('a'), bytes('b')])).toEqual([undefined, undefined])
        expect(await kv.hasMany([bytes('a')])).toEqual([false])
        expect(await rows(kv.cursor(everything))).toEqual([])
      })
    })

    it('answers many keys in the order asked, also repeated ones', async () => {
      await using(open, async (kv) => {
        await kv.batch([put('a', '1'), put('b', '')], { sync: true })
        const found = await kv.getMany([bytes('b'), bytes('x'), bytes('a'), bytes('b')])
        expect(found.map((value) => value?.toString())).toEqual(['', undefined, '1', ''])
        expect(await kv.hasMany([bytes('b'), bytes('x'), bytes('a')])).toEqual([true, false, true])
      })
    })

    it('does the operations of a batch in order', async () => {
      await using(open, async (kv) => {
        await kv.batch([put('a', '1'), { type: 'del', key: bytes('a') }, put('b', '1'), put('b', '2')], {
          sync: false,
        })
        expect(await kv.hasMany([bytes('a')])).toEqual([false])
        expect((await kv.get(bytes('b')))?.toString()).toBe('2')
      })
    })

    it('keeps values when the caller uses its buffers again', async () => {
      await using(open, async (kv) => {
        const key = bytes('k')
        const value = bytes('v')
        await kv.batch([{ type: 'put', key, value }], { sync: false })
        key.fill(0)
        value.fill(0)
        expect((await kv.get(bytes('k')))?.toString()).toBe('v')
      })
    })

    it('walks a range bytewise in both directions, with and without values', async () => {
      await using(open, async (kv) => {
        await kv.batch([put('a', '1'), put('b', '2'), put('c', '3'), put('d', '4')], { sync: true })
        const range = { gte: bytes('b'), lt: bytes('d') }
        expect(await rows(kv.cursor(range))).toEqual(['b=2', 'c=3'])
        expect(await rows(kv.cursor({ ...range, reverse: true }))).toEqual(['c=3', 'b=2'])
        expect(await rows(kv.cursor({ ...range, keysOnly: true }))).toEqual(['b=', 'c='])
      })
    })

    it('goes on where it is sent, also after the end and never outside the range', async () => {
      await using(open, async (kv) => {
        await kv.batch([put('a', '1'), put('c', '3'), put('e', '5')], { sync: true })
        const cursor = kv.cursor({ gte: bytes('a'), lt: bytes('e') })
        cursor.seek(bytes('b'))
        expect((await cursor.next(5)).map(([key]) => key.toString())).toEqual(['c'])
        expect(await cursor.next(5)).toEqual([])
        cursor.seek(bytes('a'))
        expect((await cursor.next(1)).map(([key]) => key.toString())).toEqual(['a'])
        cursor.seek(bytes('d'))
        expect(await cursor.next(5)).toEqual([])
        await cursor.close()
        const back = kv.cursor({ gte: bytes('a'), lt: bytes('z'), reverse: true })
        back.seek(bytes('d'))
        expect((await back.next(5)).map(([key]) => key.toString())).toEqual(['c', 'a'])
        await back.close()
      })
    })

    it('lets a cursor see the rows of its beginning', async () => {
      await using(open, async (kv) => {
        await kv.batch([put('a', '1'), put('b', '2')], { sync: true })
        const cursor = kv.cursor(everything)
        await kv.batch([put('c', '3'), { type: 'del', key: bytes('a') }], { sync: true })
        expect(await rows(cursor)).toEqual(['a=1', 'b=2'])
      })
    })

    it('holds what a plain sorted map holds, for any batches of any bytes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(operation, { maxLength: 12 }), { maxLength: 4 }),
          async (batches) => {
            await using(open, async (kv) => {
              const model = new Map<string, string>()
              for (const batch of batches) {
                for (const change of batch) apply(model, change)
                await kv.batch(batch, { sync: false })
              }
              const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
              expect(await rows(kv.cursor(everything))).toEqual(
                sorted.map(([key, value]) => `${key}=${value}`),
              )
            })
          },
        ),
        { numRuns: 30 },
      )
    })
  })
}

const everything = { gte: Buffer.alloc(0), lt: Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff) }

const shortBytes = fc.uint8Array({ minLength: 1, maxLength: 3 }).map((array) => Buffer.from(array))
const operation: fc.Arbitrary<BatchOperation> = fc.oneof(
  fc.record({ type: fc.constant('put' as const), key: shortBytes, value: shortBytes }),
  fc.record({ type: fc.constant('del' as const), key: shortBytes }),
)

function apply(model: Map<string, string>, change: BatchOperation): void {
  const key = change.key.toString('latin1')
  if (change.type === 'put') model.set(key, change.value.toString('latin1'))
  else model.delete(key)
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function put(key: string, value: string): BatchOperation {
  return { type: 'put', key: bytes(key), value: bytes(value) }
}

async function rows(cursor: Cursor): Promise<string[]> {
  const found: string[] = []
  for (let part = await cursor.next(2); part.length > 0; part = await cursor.next(2)) {
    found.push(...part.map(([key, value]) => `${key.toString('latin1')}=${value.toString('latin1')}`))
  }
  await cursor.close()
  return found
}

async function using(open: () => Promise<KeyValue>, work: (kv: KeyValue) => Promise<void>): Promise<void> {
  const kv = await open()
  try {
    await work(kv)
  } finally {
    await kv.close()
  }
}
