/**
 * Argument: a directory on a small filesystem. Fills it with batches until one fails, makes room, writes again, and
 * prints what that gave and whether a new opening has every row that was answered as written.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { systemCode } from '../../../src/domain/errors.ts'
import { openLevel } from '../../../src/kv/levelKeyValue.ts'

const place = process.argv[2] ?? ''
const directory = `${place}/db`
const options = { writeBufferBytes: 16 << 20, compression: false }
const value = Buffer.alloc(50_000, 1)

writeFileSync(`${place}/spare`, Buffer.alloc(8 << 20))
const kv = await openLevel(directory, { ...options, create: true })
const written: Buffer[] = []
for (let i = 0; i < 200; i += 1) {
  const code = await write(Buffer.from(`k${String(i)}`))
  if (code === 'done') continue
  console.log(`full ${code}`)
  rmSync(`${place}/spare`, { force: true })
  console.log(`after ${await write(Buffer.from('later'))}`)
  break
}
await kv.close()
const again = await openLevel(directory, { ...options, create: false })
const present = await again.hasMany(written)
console.log(`kept ${present.every(Boolean) ? 'all' : 'not all'} of ${written.length > 0 ? 'some' : 'none'}`)
await again.close()

async function write(key: Buffer): Promise<string> {
  try {
    await kv.batch([{ type: 'put', key, value }], { sync: true })
    written.push(key)
    return 'done'
  } catch (error) {
    return systemCode(error) ?? String(error)
  }
}
