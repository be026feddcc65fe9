import type { BytePath } from '../domain/path.ts'
import { componentsOf } from '../domain/path.ts'

/**
 * True for what is judged and hashed but whose bytes never enter the store: other people's mail, sessions, keys, typed
 * commands and database dumps. By name only; names are compared without case.
 *
 * - Mail: a file in `cur`, `new` or `tmp` that is named like a Maildir message (`1700000000.M1P2.host`) or lies under a
 *   directory `Maildir` or `.maildir`.
 * - PHP sessions: `sess_` and a session id.
 * - Private keys: `id_rsa`, `id_dsa`, `id_ecdsa`, `id_ed25519` (also `_sk`), `*.pem .key .p12 .pfx .ppk .jks .kdbx`.
 * - Histories of shells and database clients: `.bash_history`, `.mysql_history`, ...
 * - Database dumps: `*.sql`, also compressed.
 */
export function isNeverKept(path: BytePath): boolean {
  const names = componentsOf(path).map((name) => name.toLowerCase())
  const name = names.at(-1) ?? ''
  return secretNames.some((pattern) => pattern.test(name)) || isMail(names)
}

const secretNames = [
  /^sess_[a-z0-9,-]{16,256}$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/,
  /\.(?:pem|key|p12|pfx|ppk|jks|kdbx)$/,
  /^\.(?:history|(?:bash|zsh|sh|ash|ksh|fish|tcsh|csh|mysql|mariadb|psql|sqlite|rediscli|mongo|php|python|node_repl)_history)$/,
  /\.sql(?:\.(?:gz|bz2|xz|zst|lz4|zip|7z))?$/,
]

const messageName = /^\d{9,11}\..+/

function isMail(names: readonly string[]): boolean {
  if (!/^(?:cur|new|tmp)$/.test(names.at(-2) ?? '')) return false
  return messageName.test(names.at(-1) ?? '') || names.slice(0, -2).some((name) => /^\.?maildir$/.test(name))
}
