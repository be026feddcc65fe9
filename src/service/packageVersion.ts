import { existsSync, readFileSync } from 'node:fs'
import { HoldfastError } from '../domain/errors.ts'

/** The version in package.json, which lies two directories up from the sources and three up from a build. */
export function packageVersion(): string {
  const candidates = ['../../package.json', '../../../package.json'].map(
    (path) => new URL(path, import.meta.url),
  )
  const file = candidates.find((candidate) => existsSync(candidate))
  const manifest: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'))
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) {
    if (typeof manifest.version === 'string') return manifest.version
  }
  throw new HoldfastError('HF_NOT_BUILT', 'the package.json of this installation is missing')
}
