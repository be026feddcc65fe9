import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandOf, shellCommand, type Contender, type Places } from '../contender.ts'

/** aide reports differences in the bits of its exit code; from 14 on it failed. */
const aideDone = [0, 1, 2, 3, 4, 5, 6, 7]

/** Writes what aide watches: everything below the tree, by SHA-256 and the metadata that holdfast keeps too. */
export function prepareAide(places: Places): void {
  const watched = 'p+i+n+u+g+s+m+c+sha256'
  const lines = [
    `database_in=file:${join(places.workDir, 'aide.db')}`,
    `database_out=file:${join(places.workDir, 'aide.db.new')}`,
    `Watched = ${watched}`,
    `${places.tree} Watched`,
  ]
  writeFileSync(aideConfig(places), `${lines.join('\n')}\n`)
}

export function aideInit(places: Places): Contender {
  const line = 'aide "--config=$1" --init && mv "$2/aide.db.new" "$2/aide.db"'
  const command = shellCommand(line, [aideConfig(places), places.workDir])
  return { tool: 'aide', what: '--init', command, accepted: [0] }
}

export function aideCheck(places: Places): Contender {
  const command = commandOf('aide', [`--config=${aideConfig(places)}`, '--check'])
  return { tool: 'aide', what: '--check', command, accepted: aideDone }
}

export function opensslSha256({ tree }: Places): Contender {
  const command = shellCommand('find "$1" -type f -print0 | xargs -0 openssl dgst -sha256 -r', [tree])
  return { tool: 'openssl', what: 'dgst -sha256 of every file', command, accepted: [0] }
}

export function findPrintf({ tree }: Places): Contender {
  const command = commandOf('find', [tree, '-printf', '%i %s %T@ %C@ %m %U %G %n %p\\n'])
  return { tool: 'find', what: '-printf of every stat', command, accepted: [0] }
}

function aideConfig({ workDir }: Places): string {
  return join(workDir, 'aide.conf')
}
