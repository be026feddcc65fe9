/** Arguments: the store directory. Writes groups of objects and a row for each, printing a line per durable row. */
import { deflateSync } from 'node:zlib'
import { sha256 } from '../../../src/hash/sha256.ts'
import { contentOperation } from '../../../src/store/contents.ts'
import { openStore } from '../../../src/store/store.ts'
import { describeTest } from '../describeTest.ts'

const store = await openStore(process.argv[2] ?? '', { describe: describeTest })
const objects = await store.objects()
for (let i = 0; ; i += 1) {
  const bytes = Buffer.from(`content ${String(process.pid)} ${String(i)} `.repeat(50))
  const oid = sha256(bytes)
  await objects.writeGroup([{ kind: 'content', oid, size: bytes.length, deflated: deflateSync(bytes) }])
  const row = { size: bytes.length, kept: 'whole', firstSeenAt: i } as const
  await store.meta.batch([contentOperation(oid, row)], { sync: true })
  console.log(oid)
}
