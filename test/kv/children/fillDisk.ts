/** Argument: a directory on a small filesystem. Prints the code of a write and of an open when nothing is left. */
import { writeFileSync } from 'node:fs'
import { systemCode } from '../../../src/domain/errors.ts'
import { openLevel } from '../../../src/kv/levelKeyValue.ts'

const place = process.argv[2] ?? ''
const directory = `${place}/db`
const options = { writeBufferBytes: 1 << 20, compression: false }

const kv = await openLevel(directory, { ...options, create: true })
await report('write', async () => {
  for (let i = 0; i < 100; i += 1) {
    await kv.batch([{ type: 'put', key: Buffer.from(String(i)), value: Buffer.alloc(100_000, 1) }], {
      sync: true,
    })
  }
})
await kv.close()
await report('fill', async () => {
  await Promise.resolve()
  writeFileSync(`${place}/rest`, Buffer.alloc(4 << 20))
})
await report('open', async () => {
  await openLevel(directory, { ...options, create: false })
})

async function report(step: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    console.log(`${step} done`)
  } catch (error) {
    console.log(`${step} ${systemCode(error) ?? String(error)}`)
  }
}
