import { unreachable } from '../../domain/errors.ts'
import { displayPath } from '../../domain/displayPath.ts'
import { formatIncidentId } from '../../domain/incident.ts'
import { idsInCommandMax } from '../../domain/actingLimits.ts'
import type { CleanMethod } from '../../domain/operation.ts'
import { shortOid } from '../../domain/oid.ts'
import { heldReason } from '../../domain/safety.ts'
import type { Plan, PlannedFile, PlannedStep } from '../../service/contract/act.ts'
import type { Screen } from '../output/screen.ts'
import { counted, formatCount } from '../text/numbers.ts'
import { safeText } from '../text/safeText.ts'
import { flushRight, indented } from '../text/wrap.ts'
import { plannedAftermath } from './aftermath.ts'
import { renderContentDiff } from './contentDiff.ts'
import { incidentColumn } from './operationWords.ts'
import { statusWords } from './words.ts'

/** What an action would do, file by file, with what speaks for it; nothing has been changed. */
export function renderPlan(plan: Plan, screen: Screen): readonly string[] {
  const { files } = plan
  if (files.length === 0) return ['Nothing to do: no open infected file fits. Nothing has been changed.']
  return [
    titleOf(files),
    ...(plan.held === null ? [] : indented(`HELD: ${heldReason(plan.held)}.`, 0, screen.width)),
    '',
    ...files.flatMap((file) => fileLines(file, screen)),
    ...afterLines(plan, screen),
    `DO IT     ${commandFor(plan)}`,
  ]
}

function titleOf(files: readonly PlannedFile[]): string {
  const accounts = new Set(files.map(({ incident }) => incident.owner)).size
  const counts = countSteps(files)
  return `PLAN for ${counted(files.length, 'file')} on ${counted(accounts, 'account')}: ${counts}. Nothing has been changed.`
}

/** `2 put back, 1 content removed, 0 refused`: what is refused is always said. */
function countSteps(files: readonly PlannedFile[]): string {
  const counts = new Map<string, number>()
  for (const { step } of files) counts.set(countedAs(step), (counts.get(countedAs(step)) ?? 0) + 1)
  const refused = counts.get('refused') ?? 0
  counts.delete('refused')
  const others = [...counts].map(([what, count]) => `${formatCount(count)} ${what}`)
  return [...others, `${formatCount(refused)} refused`].join(', ')
}

function countedAs(step: PlannedStep): string {
  switch (step.kind) {
    case 'clean':
      return countedClean(step.method)
    case 'quarantine':
      return 'quarantined'
    case 'delete':
      return 'deleted'
    case 'refused':
      return 'refused'
    default:
      return unreachable(step)
  }
}

function countedClean(method: CleanMethod): string {
  switch (method) {
    case 'trim':
      return 'content removed'
    case 'ranges':
      return 'cut out'
    case 'three-way':
      return 'merged'
    case 'history':
    case 'release':
    case 'peer':
      return 'put back'
  }
}

function fileLines(file: PlannedFile, screen: Screen): readonly string[] {
  const { incident, step, diff } = file
  const name = `${incidentColumn(incident.id)}${displayPath(incident.path)}`
  const shown = diff === null ? [] : diffLines(file, diff)
  return [
    ...flushRight(name, `-> ${becomes(step)}`, screen.width),
    ...indented(stepSentence(file), indent, screen.width),
    ...shown.map((line) => ' '.repeat(indent) + line),
    ...proofLines(step).flatMap((line) => indented(line, indent, screen.width)),
  ]
}

const indent = 7

function becomes(step: PlannedStep): string {
  switch (step.kind) {
    case 'clean':
      return step.method === 'trim' ? statusWords['content-removed'] : statusWords.cleaned
    case 'quarantine':
      return statusWords.quarantined
    case 'delete':
      return statusWords.deleted
    case 'refused':
      return 'refused'
    default:
      return unreachable(step)
  }
}

function stepSentence({ incident, step }: PlannedFile): string {
  switch (step.kind) {
    case 'clean':
      return cleanSentence(step, formatIncidentId(incident.id))
    case 'quarantine':
      return 'the file is taken away and kept in the store; undo: holdfast undo, or holdfast restore'
    case 'delete':
      return 'the file is taken away; its original is kept for as long as it can be undone'
    case 'refused':
      return `left as it is: ${safeText(step.detail)}`
    default:
      return unreachable(step)
  }
}

function cleanSentence(step: Extract<PlannedStep, { kind: 'clean' }>, id: string): string {
  const { method, source, sourceOid, afterOid } = step
  const from = safeText(source)
  if (method === 'trim') {
    return `the whole file is malicious; an empty file stays (malware.standalone = trim; or use: holdfast quarantine ${id})`
  }
  if (method === 'ranges') return 'cut the malicious code out of the file; every other byte stays as it is'
  if (sourceOid === afterOid) return `put back ${shortOid(afterOid)}; source: ${from}`
  const base = sourceOid === null ? '' : `, with ${shortOid(sourceOid)} as the clean version`
  return `take out what was put in, and keep what the owner changed${base}; source: ${from}`
}

function diffLines({ step }: PlannedFile, diff: NonNullable<PlannedFile['diff']>): readonly string[] {
  const [before, after, ...others] = renderContentDiff(diff)
  if (diff.diff.state !== 'changed') return before === undefined ? [] : [before]
  const what = step.kind === 'refused' ? 'clean   ' : 'after   '
  return [
    `--- infected ${before?.slice('--- '.length) ?? ''}`,
    `+++ ${what} ${after?.slice('+++ '.length) ?? ''}`,
    ...others,
  ]
}

function proofLines(step: PlannedStep): readonly string[] {
  if (step.kind !== 'clean') return []
  const proved = step.proofs.filter(({ state }) => state === 'proved')
  return [
    'keeps owner, group and mode; the modification time becomes now (the old one would leave the infected code in opcache)',
    `proved: ${proved.map(({ detail }) => safeText(detail)).join('; ')}`,
  ]
}

function afterLines({ files, stale }: Plan, screen: Screen): readonly string[] {
  const example = files.find(({ step }) => step.kind !== 'refused')?.incident
  if (example === undefined) return ['']
  const way = `The way in is not closed by this: holdfast history ${formatIncidentId(example.id)}`
  const [first = '', ...others] = [...plannedAftermath(stale), way].flatMap((sentence) =>
    indented(sentence, afterIndent, screen.width),
  )
  return ['', `AFTER IT  ${first.slice(afterIndent)}`, ...others]
}

const afterIndent = 10

function commandFor({ action, files, held }: Plan): string {
  const chosen = files.filter(({ step }) => step.kind !== 'refused')
  if (chosen.length === 0) return 'nothing: every file was refused'
  const more = held === null ? '' : ` --max-files ${String(held.files)}`
  if (files.length > idsInCommandMax) return `the same command without --dry-run${more}`
  const ids = files.map(({ incident }) => formatIncidentId(incident.id))
  return `holdfast ${action} ${ids.join(' ')}${more}`
}
