import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { hasProgram } from '../scripts/debianPackages.mjs'
import { root } from '../scripts/run.mjs'
import type { Command } from './measure.ts'

export interface Places {
  readonly tree: string
  /** Holds the stores and repositories of one run, beside the tree and on its filesystem. */
  readonly workDir: string
}

export interface Contender {
  readonly tool: string
  readonly what: string
  readonly command: Command
  /** Exit codes that mean the work was done: a scanner that finds something is not broken. */
  readonly accepted: readonly number[]
}

export const phases = ['first', 'unchanged', 'one percent changed'] as const
export type Phase = (typeof phases)[number]

/** Makes the empty repositories that only the peers need to have made before. */
export function preparePeers(places: Places): void {
  for (const { program, parameters, environment } of [
    gitCommand(places, ['init', '-q']),
    resticCommand(places, ['init']),
  ]) {
    if (!hasProgram(program)) continue
    const env = { ...process.env, ...environment }
    const { status, stderr } = spawnSync(program, parameters, { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program} could not make its repository: ${stderr}`)
  }
}

export function contendersOf(phase: Phase, places: Places): Contender[] {
  switch (phase) {
    case 'first':
      return [
        holdfast(places),
        gitAdd(places),
        restic(places),
        ...yara(places),
        openssl(places),
        find(places),
      ]
    case 'unchanged':
      return [holdfast(places), gitStatus(places), restic(places), find(places)]
    case 'one percent changed':
      return [holdfast(places), gitAdd(places), restic(places)]
  }
}

function holdfast({ tree, workDir }: Places): Contender {
  const parameters = [join(root, 'bin/run.js'), 'scan', tree, '--store', join(workDir, 'store'), '--json']
  return {
    tool: 'holdfast',
    what: 'scan',
    command: { program: process.execPath, parameters },
    accepted: [0, 1, 3],
  }
}

function gitAdd(places: Places): Contender {
  return { tool: 'git', what: 'add', command: gitCommand(places, ['add', '-f', '-A', '.']), accepted: [0] }
}

function gitStatus(places: Places): Contender {
  return {
    tool: 'git',
    what: 'status',
    command: gitCommand(places, ['status', '--porcelain']),
    accepted: [0],
  }
}

function restic(places: Places): Contender {
  const command = resticCommand(places, ['backup', '-q', places.tree])
  return { tool: 'restic', what: 'backup', command, accepted: [0] }
}

/** Debian's yara with the rules we ship; no row while there are none. */
function yara({ tree }: Places): Contender[] {
  const packs = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /^rules\/packs\/.*\.yara?$/.test(file))
    .map((file) => join(root, 'src', file))
  if (packs.length === 0) return []
  const parameters = ['-r', '-w', '-p', '2', ...packs, tree]
  return [
    { tool: 'yara', what: '-r -p 2, our rules', command: { program: 'yara', parameters }, accepted: [0] },
  ]
}

function openssl({ tree }: Places): Contender {
  const parameters = ['-c', 'find "$1" -type f -print0 | xargs -0 openssl dgst -sha256 -r', 'bash', tree]
  return {
    tool: 'openssl',
    what: 'sha256 of every file',
    command: { program: 'bash', parameters },
    accepted: [0],
  }
}

function find({ tree }: Places): Contender {
  const parameters = [tree, '-printf', '%i %s %T@ %C@ %m %U %G %n %p\\n']
  return {
    tool: 'find',
    what: '-printf of every stat',
    command: { program: 'find', parameters },
    accepted: [0],
  }
}

function gitCommand({ tree, workDir }: Places, parameters: readonly string[]): Command {
  return {
    program: 'git',
    parameters: [`--git-dir=${join(workDir, 'git')}`, `--work-tree=${tree}`, '-C', tree, ...parameters],
    environment: { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  }
}

function resticCommand({ workDir }: Places, parameters: readonly string[]): Command {
  return {
    program: 'restic',
    parameters: ['-r', join(workDir, 'restic'), '--cache-dir', join(workDir, 'restic-cache'), ...parameters],
    environment: { RESTIC_PASSWORD: 'bench' },
  }
}
