import type { Initiator } from '../domain/event.ts'
import { readTerminalName } from './process/ownProcess.ts'

/** Who started this process, as the journal records it. `SUDO_USER` is what sudo says; it is a hint, not a proof. */
export function currentInitiator(
  uid: number,
  environment: Readonly<Record<string, string | undefined>>,
): Initiator {
  const login = environment['SUDO_USER'] ?? environment['LOGNAME']
  const tty = readTerminalName()
  return {
    uid,
    ...(login === undefined || !/^[\w.-]{1,64}$/.test(login) ? {} : { login }),
    ...(tty === undefined ? {} : { tty }),
  }
}
