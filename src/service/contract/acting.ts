import type { Operation } from '../../domain/operation.ts'
import type { ActReport, ActRequest, Plan, ScanActRequest } from './act.ts'
import type { OperationQuery, OperationStory } from './operations.ts'
import type { Page } from './page.ts'
import type {
  ExportReport,
  ExportRequest,
  RestoreReport,
  RestoreRequest,
  UndoReport,
  UndoRequest,
} from './undo.ts'

/** The use cases that change files of a site, and those that look at what was changed. */
export interface Acting {
  /** What an action would do, with diffs; changes nothing. */
  plan(request: ActRequest): Promise<Plan>
  /** HF_HELD, with nothing changed, when that is more than one run may change. */
  act(request: ActRequest, signal: AbortSignal): Promise<ActReport>
  /** Acts on what a finished scan found, as far as a scan may; a held run is part of the answer, and recorded. */
  actOnScan(request: ScanActRequest, signal: AbortSignal): Promise<ActReport>
  undo(request: UndoRequest, signal: AbortSignal): Promise<UndoReport>
  restore(request: RestoreRequest, signal: AbortSignal): Promise<RestoreReport>
  exportContent(request: ExportRequest): Promise<ExportReport>
  operationList(query: OperationQuery): Promise<Page<Operation>>
  operationShow(id: number): Promise<OperationStory>
}
