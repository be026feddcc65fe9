import { taintBits } from '../abstract.ts'
import type { CallFact } from '../callFact.ts'
import { directoryReaders } from '../lists/writes.ts'
import { capabilityRule } from './capabilityRules.ts'
import { standsAlone } from './journal.ts'
import type { Found, Journal } from './journal.ts'
import { taintRule } from './taintRule.ts'
import { carries, isGuarded, isOfRequest, sighting } from './values.ts'

/** The largest shells with their pictures; file managers that are products have more than one file. */
const toolBytesMax = 512 * 1024
/** Kinds of work on files of the request's choice, listing included. */
const certainKinds = 4
const possibleKinds = 3

/** Files that give the request a hand in the file system. */
export function findFileManager(journal: Journal): readonly Found[] {
  if (!standsAlone(journal, toolBytesMax)) return []
  const kinds = kindsOfWork.flatMap((kind) => kind(journal) ?? [])
  const fact = kinds[0]
  if (fact === undefined || kinds.length < possibleKinds) return []
  const lists = chosen(journal, listers) !== undefined
  const rule =
    lists && kinds.length >= certainKinds ? capabilityRule.fileManager : capabilityRule.maybeFileManager
  return [{ sighting: sighting(rule, fact.args[0]), fact }]
}

type KindOfWork = (journal: Journal) => CallFact | undefined

const listers = [...directoryReaders, ...[...directoryReaders].map((name) => `new ${name}`), 'chdir']

const readers = ['file_get_contents', 'fopen', 'readfile', 'highlight_file', 'show_source', 'file']

const kindsOfWork: readonly KindOfWork[] = [
  (journal) => chosen(journal, ['unlink', 'rmdir']),
  (journal) => chosen(journal, ['chmod', 'chown', 'touch']),
  (journal) => chosen(journal, ['rename', 'copy']),
  (journal) => chosen(journal, ['fwrite', 'fputs', 'file_put_contents'], 1),
  (journal) => chosen(journal, ['move_uploaded_file']),
  (journal) => chosen(journal, ['mkdir']),
  (journal) => chosen(journal, readers),
  (journal) => chosen(journal, listers),
  (journal) => journal.seen(taintRule.commandOfRequest)[0] ?? journal.seen(taintRule.codeOfRequest)[0],
]

function chosen(journal: Journal, names: readonly string[], place = 0): CallFact | undefined {
  return names.flatMap((name) => journal.facts(name)).find((fact) => isOfSender(fact, place))
}

/** Chosen by the request, or kept in the session for the next one. */
function isOfSender(fact: CallFact, place: number): boolean {
  if (isGuarded(fact)) return false
  const value = fact.args[place]
  return isOfRequest(value) || (value?.state !== 'known' && carries(value, taintBits.hidden))
}
