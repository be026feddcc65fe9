import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * setpriv = an own unprivileged user that can read every file and do nothing else; same-user = holdfast itself is
 * not root; not-isolated = root, but this machine cannot take the privileges away.
 */
export type Isolation = 'setpriv' | 'same-user' | 'not-isolated'

/** What is put before the node command; `argv` is empty when nothing is. */
export interface Launcher {
  readonly isolation: Isolation
  readonly argv: readonly string[]
}

/** A fixed search path: whoever runs holdfast may have a PATH that others can write to. */
export const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin'

const nobody = 65_534
const capability = 'dac_read_search'

/** The launchers to try, the strongest first; the last one works wherever Node does. */
export function launchersFor(uid: number): readonly Launcher[] {
  // Killed with its parent by the kernel too: the reader's own check of the socket needs a thread that still runs.
  const always = ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL']
  if (uid !== 0) {
    return [
      { isolation: 'same-user', argv: [...always, '--'] },
      { isolation: 'same-user', argv: [] },
    ]
  }
  const user = readerUser()
  const identity = [`--reuid=${String(user.uid)}`, `--regid=${String(user.gid)}`, '--clear-groups']
  const capabilities = ['--inh-caps', '--ambient-caps', '--bounding-set'].map(
    (option) => `${option}=-all,+${capability}`,
  )
  return [
    { isolation: 'setpriv', argv: [...always, ...identity, ...capabilities, '--'] },
    { isolation: 'not-isolated', argv: [] },
  ]
}

/**
 * Whether the machine can do what the launcher asks. Only a refusal here may lead to a weaker launcher: a reader
 * that failed for another reason must not be given more rights.
 */
export async function canLaunch(launcher: Launcher): Promise<boolean> {
  const [command, ...options] = launcher.argv
  if (command === undefined) return true
  return await new Promise((resolve) => {
    const probe = spawn(command, [...options, 'true'], {
      stdio: 'ignore',
      cwd: '/',
      env: { PATH: systemPath },
    })
    probe.once('error', () => {
      resolve(false)
    })
    probe.once('exit', (code) => {
      resolve(code === 0)
    })
  })
}

/** User `holdfast` when the machine has one, else nobody. */
function readerUser(): { readonly uid: number; readonly gid: number } {
  const line = passwd()
    .split('\n')
    .find((entry) => entry.startsWith('holdfast:'))
  const [, , uidText, gidText] = line?.split(':') ?? []
  const uid = Number(uidText)
  const gid = Number(gidText)
  // A `holdfast` that is root in disguise would undo the whole point.
  return uid > 0 && gid > 0 ? { uid, gid } : { uid: nobody, gid: nobody }
}

function passwd(): string {
  try {
    return readFileSync('/etc/passwd', 'latin1')
  } catch {
    return ''
  }
}
