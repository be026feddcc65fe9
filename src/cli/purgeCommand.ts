import { createInterface } from 'node:readline/promises'
import { displayPath } from '../domain/displayPath.ts'
import { screenPathsMax } from '../domain/limits.ts'
import { shortOid } from '../domain/oid.ts'
import { formatOperationId } from '../domain/operation.ts'
import type { PurgePlan, PurgeReport } from '../service/contract/purge.ts'
import { counted, formatBytes } from './text/numbers.ts'

/** What a person types to have it done: --yes, or the answer at a terminal; empty when nobody can be asked. */
export async function confirmedName(yes: string | undefined, plan: PurgePlan): Promise<string> {
  if (yes !== undefined) return yes
  if (!process.stdin.isTTY || !process.stderr.isTTY) return ''
  for (const line of purgeQuestion(plan)) process.stderr.write(`${line}\n`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await terminal.question(`Type ${shortOid(plan.oid)} to remove it for good: `)).trim()
  } finally {
    terminal.close()
  }
}

function purgeQuestion({ oid, size, files, operations }: PurgePlan): readonly string[] {
  const shown = files.items.slice(0, screenPathsMax).map((path) => `  ${displayPath(path)}`)
  const more = files.total - shown.length
  return [
    `${shortOid(oid)}, ${formatBytes(size)}, leaves every snapshot and every way back; nothing brings it back.`,
    files.total === 0
      ? 'No file has it today.'
      : `${counted(files.total, 'file')} that have it stay on the disk:`,
    ...shown,
    ...(more === 0 ? [] : [`  and ${counted(more, 'more', 'more')}`]),
    ...(operations.length === 0
      ? []
      : [`Cannot be undone any more: ${operations.map(formatOperationId).join(' ')}`]),
  ]
}

export function renderPurge({ operation, oid, size }: PurgeReport): readonly string[] {
  return [
    `${formatOperationId(operation.id)}  Purged  ${shortOid(oid)}, ${formatBytes(size)}.`,
    'Its hash stays known: a file with this content is still found, and not kept again.',
  ]
}
