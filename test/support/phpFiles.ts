import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { trials } from './trials.ts'

/**
 * Paths of PHP files below a folder: so many times the scale of the tests, spread over all, and all of them at ten times
 * the usual scale.
 */
export function phpFilesBelow(directory: string, usual: number): string[] {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.php'))
    .sort()
    .map((name) => join(directory, name))
    .filter((path) => lstatSync(path).isFile())
  const step = trials(1) >= 10 ? 1 : Math.max(1, paths.length / trials(usual))
  return paths.filter((_path, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
}
