import { fileURLToPath } from 'node:url'
import { runReader } from '../../src/pool/reader/runReader.ts'

// The real reader with an engine that some contents can bring down.
runReader(fileURLToPath(new URL('poisonBatch.ts', import.meta.url)), Number(process.argv[2]))
