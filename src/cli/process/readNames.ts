import { readFileSync, statSync } from 'node:fs'
import { HoldfastError } from '../../domain/errors.ts'
import { namesFileBytesMax } from '../../domain/actingLimits.ts'

/** The names in a file (`-` is standard input), each ended by the byte `end`; empty ones are left out. HF_IO, HF_LIMIT. */
export function readNames(file: string, end: number): readonly Buffer[] {
  const bytes = readAll(file)
  const names: Buffer[] = []
  for (let from = 0; from < bytes.length; ) {
    const found = bytes.indexOf(end, from)
    const to = found === -1 ? bytes.length : found
    if (to > from) names.push(bytes.subarray(from, to))
    from = to + 1
  }
  return names
}

function readAll(file: string): Buffer {
  const source = file === '-' ? 0 : file
  try {
    if (source !== 0 && statSync(source).size > namesFileBytesMax) throw tooLarge(file)
    const bytes = readFileSync(source)
    if (bytes.length > namesFileBytesMax) throw tooLarge(file)
    return bytes
  } catch (error) {
    if (error instanceof HoldfastError) throw error
    throw new HoldfastError('HF_IO', `the list of targets cannot be read: ${JSON.stringify(file)}`, {
      facts: { file },
      cause: error,
    })
  }
}

function tooLarge(file: string): HoldfastError {
  return new HoldfastError('HF_LIMIT', `the list of targets is too long: ${JSON.stringify(file)}`, {
    facts: { file, bytesMax: namesFileBytesMax },
  })
}
