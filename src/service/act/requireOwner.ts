import { displayPath } from '../../domain/displayPath.ts'
import { HoldfastError } from '../../domain/errors.ts'
import { nearestName } from '../../domain/nearest.ts'
import type { Accounts } from '../../domain/owner.ts'
import type { KeyValue } from '../../kv/keyValue.ts'
import { allIncidents } from '../../store/incidents.ts'

/**
 * HF_NOT_FOUND when `owner` is neither an account of this machine nor of any incident: "nothing to do" for a mistyped name
 * would be taken for "nothing is infected".
 */
export async function requireOwner(meta: KeyValue, owner: string, accounts: Accounts): Promise<void> {
  const known = new Set(accounts.nameOfUid.values())
  for await (const incident of allIncidents(meta)) known.add(incident.owner)
  for (const sharing of accounts.byHome.values()) for (const { name } of sharing) known.add(name)
  if (known.has(owner)) return
  const near = nearestName(owner, [...known])
  throw new HoldfastError('HF_NOT_FOUND', `there is no account ${displayPath(owner)}; nothing was changed`, {
    facts: { user: displayPath(owner) },
    hint:
      near === undefined
        ? 'list the accounts: holdfast user list'
        : `did you mean ${displayPath(near)}? The accounts: holdfast user list`,
  })
}
