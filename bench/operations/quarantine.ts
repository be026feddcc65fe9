/**
 * `quarantine.ts DIRECTORIES STORE bulk|single`: takes away the files of the first directory that has some, through the
 * operation engine as the service uses it: all in one run, or each in a run of its own.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseOid } from '../../src/domain/oid.ts'
import { parseBytePath } from '../../src/domain/path.ts'
import { thisMachine } from '../../src/service/machine.ts'
import { openContext } from '../../src/service/openContext.ts'
import { vaultContext } from '../../src/service/vaultContext.ts'
import { runOperations } from '../../src/vault/runOperations.ts'
import type { OperationRequest } from '../../src/vault/vault.ts'
import { nextFiles, printLatencies } from './files.ts'

const [directories = '', store = '', runs = ''] = process.argv.slice(2)
const initiator = { uid: process.getuid?.() ?? 0 }
const context = await openContext(thisMachine(), { store, initiator, waitMs: 0 }, 'open-or-create')
try {
  const vault = await vaultContext(context)
  const requests = nextFiles(directories).map(quarantineOf)
  const groups = runs === 'bulk' ? [requests] : requests.map((request) => [request])
  const milliseconds: number[] = []
  for (const group of groups) {
    const startedAt = performance.now()
    const operations = await runOperations(vault, group, new AbortController().signal, () => undefined)
    milliseconds.push(performance.now() - startedAt)
    const failed = operations.find(({ outcome }) => outcome !== 'done')
    if (failed !== undefined) throw new Error(`an operation was not done: ${String(failed.why)}`)
  }
  printLatencies(milliseconds)
} finally {
  await context.store.close()
}

function quarantineOf(file: string): OperationRequest {
  const path = parseBytePath(Buffer.from(file))
  if (path === undefined) throw new Error(`not a path: ${file}`)
  const oid = parseOid(createHash('sha256').update(readFileSync(file)).digest('hex'))
  return {
    kind: 'quarantine',
    path,
    expected: { kind: 'content', oid },
    change: { kind: 'remove' },
    incident: null,
    owner: 'alice',
    method: null,
    source: null,
    rules: [1],
    undoes: null,
    scan: null,
    cause: 'manual',
    initiator,
  }
}
