/** Argument: a directory with space for 64 KiB. Writes a larger file there and prints what happened. */
import { readdirSync } from 'node:fs'
import type { BytePath } from '../../../../src/domain/path.ts'
import { HoldfastError } from '../../../../src/domain/errors.ts'
import { writeNewFile } from '../../../../src/fsafe/out/writeNewFile.ts'

const [top = ''] = process.argv.slice(2)
try {
  writeNewFile(`${top}/new` as BytePath, Buffer.alloc(1024 * 1024))
  console.log(JSON.stringify({ code: null, names: readdirSync(top) }))
} catch (error) {
  const code = error instanceof HoldfastError ? error.code : String(error)
  console.log(JSON.stringify({ code, names: readdirSync(top) }))
}
