import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Builds once before the CLI sessions run, and only when a source is newer than the build. */
export default function setup(): void {
  if (isFresh()) return
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`)
}

function isFresh(): boolean {
  const manifest = join(root, 'oclif.manifest.json')
  if (!existsSync(manifest)) return false
  const builtAt = statSync(manifest).mtimeMs
  const sources = ['src', 'commands', 'workers'].flatMap((directory) => filesBelow(join(root, directory)))
  return [...sources, join(root, 'package.json')].every((file) => statSync(file).mtimeMs < builtAt)
}

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
