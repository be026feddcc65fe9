/** Arguments: the store directory. Opens it, prints `open` and keeps it until it is killed. */
import { openStore } from '../../../src/store/store.ts'
import { describeTest } from '../describeTest.ts'

const store = await openStore(process.argv[2] ?? '', { describe: describeTest })
await store.objects()
console.log('open')
setInterval(() => undefined, 1000)
