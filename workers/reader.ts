import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireProc } from '../src/fsafe/read/directory.ts'
import { runReader } from '../src/pool/reader/runReader.ts'

requireProc()
runReader(
  fileURLToPath(new URL(`batch${extname(import.meta.url)}`, import.meta.url)),
  Number(process.argv[2]),
)
