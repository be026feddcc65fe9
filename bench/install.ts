import { hasProgram } from '../scripts/debianPackages.mjs'
import { run } from '../scripts/run.mjs'

/** Program that a row runs -> the Debian package that has it. */
const peerPackages = {
  git: 'git',
  restic: 'restic',
  borg: 'borgbackup',
  aide: 'aide',
  clamscan: 'clamav',
  clamd: 'clamav-daemon',
  clamdscan: 'clamdscan',
  yara: 'yara',
  openssl: 'openssl',
} as const

/** Installs the peers that are missing when that is allowed; their rows say so where it is not. */
export function installPeers(): void {
  const missing = Object.entries(peerPackages).filter(([program]) => !hasProgram(program))
  if (missing.length === 0) return
  const packages = missing.map(([, name]) => name)
  if (process.getuid?.() !== 0 || !hasProgram('apt-get')) {
    console.log(`bench: not installed, and only root can: ${packages.join(' ')}`)
    return
  }
  console.log(`bench: installing ${packages.join(' ')}`)
  // In runlevel 1 Debian starts no service that it installs: the benchmark runs its own clamd and wants no updates.
  const environment = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  run('apt-get', ['-qq', 'update'], environment)
  run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...packages], environment)
}
