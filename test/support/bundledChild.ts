import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/**
 * A program of the tests in one file of JavaScript: started hundreds of times, translating it each time would be most of
 * the test. Answers the path of the file, which lies where the packages it imports are found.
 */
export function bundledChild(program: string): string {
  const directory = fileURLToPath(new URL('../../node_modules/.cache/holdfast-test/', import.meta.url))
  mkdirSync(directory, { recursive: true })
  const outfile = join(directory, `${basename(program, '.ts')}-${String(process.pid)}.mjs`)
  buildSync({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  })
  return outfile
}
