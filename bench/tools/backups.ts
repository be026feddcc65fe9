import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { hasProgram } from '../../scripts/debianPackages.mjs'
import { commandOf, type Contender, type Places } from '../contender.ts'
import type { Command } from '../measure.ts'

/** Makes the empty repositories that these tools need to have made before. */
export function prepareBackups(places: Places): void {
  mkdirSync(join(places.workDir, 'borg-base'))
  for (const { program, parameters, environment } of [
    git(places, ['init', '-q']),
    restic(places, ['init']),
    borg(places, ['init', '--encryption=none', repositoryOf(places, 'borg')]),
  ]) {
    if (!hasProgram(program)) continue
    const env = { ...process.env, ...environment }
    const { status, stderr } = spawnSync(program, parameters, { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program} could not make its repository: ${stderr}`)
  }
}

export function repositoryOf({ workDir }: Places, tool: 'git' | 'restic' | 'borg'): string {
  return join(workDir, tool)
}

export function gitAdd(places: Places): Contender {
  return { tool: 'git', what: 'add', command: git(places, ['add', '-f', '-A', '.']), accepted: [0] }
}

export function gitStatus(places: Places): Contender {
  return { tool: 'git', what: 'status', command: git(places, ['status', '--porcelain']), accepted: [0] }
}

export function resticBackup(places: Places): Contender {
  const command = restic(places, ['backup', '-q', places.tree])
  return { tool: 'restic', what: 'backup', command, accepted: [0] }
}

export function borgCreate(places: Places): Contender {
  // Two archives of one second must not have the same name.
  const archive = `${repositoryOf(places, 'borg')}::{now:%Y%m%d%H%M%S%f}`
  const command = borg(places, ['create', '--compression=lz4', archive, places.tree])
  return { tool: 'borg', what: 'create', command, accepted: [0] }
}

function git(places: Places, parameters: readonly string[]): Command {
  const directories = [`--git-dir=${repositoryOf(places, 'git')}`, `--work-tree=${places.tree}`]
  return {
    ...commandOf('git', [...directories, '-C', places.tree, ...parameters]),
    environment: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  }
}

function restic(places: Places, parameters: readonly string[]): Command {
  const cache = join(places.workDir, 'restic-cache')
  return {
    ...commandOf('restic', ['-r', repositoryOf(places, 'restic'), '--cache-dir', cache, ...parameters]),
    environment: { RESTIC_PASSWORD: 'bench' },
  }
}

function borg({ workDir }: Places, parameters: readonly string[]): Command {
  return {
    ...commandOf('borg', parameters),
    environment: {
      BORG_BASE_DIR: join(workDir, 'borg-base'),
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
    },
  }
}
