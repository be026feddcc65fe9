/**
 * `plainLoop.ts DIRECTORIES OUT`: the least that keeps a copy of each file through a power cut: write, fsync, rename, fsync of
 * the directory. No journal, no index, no check of what was moved, no attributes.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { nextFiles, printLatencies } from './files.ts'

const [directories = '', parent = ''] = process.argv.slice(2)
const out = mkdtempSync(join(parent, 'copies-'))
const directory = openSync(out, 'r')
const milliseconds = nextFiles(directories).map((file, number) => {
  const startedAt = performance.now()
  const bytes = readFileSync(file)
  const fresh = join(out, `${number}.new`)
  const fd = openSync(fresh, 'wx')
  writeSync(fd, bytes)
  fsyncSync(fd)
  closeSync(fd)
  renameSync(fresh, join(out, String(number)))
  fsyncSync(directory)
  return performance.now() - startedAt
})
closeSync(directory)
printLatencies(milliseconds)
