import { exitCodeOf, HoldfastError, kindOf } from '../domain/errors.ts'
import type { UndoReport, UndoRequest } from '../service/contract/undo.ts'
import { exitCodeAfter } from './actCommand.ts'
import type { ExitCode } from './baseCommand.ts'
import { failureOf, renderFailure } from './failure.ts'
import { parseNumberedId } from './flags.ts'
import { ruleNumber } from './incidentQuery.ts'
import { undoToJson } from './json/act.ts'
import { operationListing } from './json/operation.ts'
import { renderUndoList, renderUndone } from './screens/acted.ts'
import type { Session } from './session.ts'

/** Operations by id, or all that one rule alone brought about; exactly one of both. HF_USAGE. */
export function operationsOf(ids: readonly string[], rule: string | undefined): UndoRequest['operations'] {
  if (ids.length > 0 === (rule !== undefined)) {
    throw new HoldfastError('HF_USAGE', 'name operations, or a rule', {
      hint: 'holdfast undo o88    holdfast undo --rule HF-INJ-0042 --dry-run    list: holdfast operation list',
    })
  }
  if (rule !== undefined) return { kind: 'rule', rule: ruleNumber(rule) }
  return { kind: 'ids', ids: ids.map((id) => parseNumberedId(id, 'o')) }
}

/** Prints what was undone, and each refusal as a failure of its own; the exit code is that of the worst. */
export function printUndo(session: Session, report: UndoReport, mode: UndoRequest['mode']): ExitCode {
  const { chosen, done, refused, rescan } = report
  session.print({
    screen: (screen) => (mode === 'list' ? renderUndoList(report, screen) : renderUndone(report, screen)),
    json: () => undoToJson(report),
    listing: operationListing(mode === 'list' ? chosen : done),
  })
  for (const { code, message, hint } of refused) {
    const error = new HoldfastError(code, message, hint === null ? {} : { hint })
    process.stderr.write(renderFailure(failureOf(error)))
  }
  const after = exitCodeAfter(rescan)
  if (after === 1) return 1
  return Math.max(after, ...refused.map(({ code }) => exitCodeOf[kindOf[code]]))
}
