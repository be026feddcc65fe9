import { HoldfastError } from '../../domain/errors.ts'
import type { OpenRequest } from '../contract.ts'
import type { DoctorReport, Examination } from '../contract/doctor.ts'
import type { Machine } from '../machine.ts'
import { examineMachine } from './machineChecks.ts'
import { examinePhp } from './phpChecks.ts'
import { examinePlace } from './placeChecks.ts'
import { examineStore } from './storeChecks.ts'

/** Everything holdfast needs of its surroundings, one finding each. What is wrong is an answer, never thrown. */
export async function examine(machine: Machine, request: OpenRequest): Promise<DoctorReport> {
  const examinations = [
    ...(await asFinding('machine', async () => await examineMachine(machine))),
    ...(await asFinding('PHP-FPM', async () => await Promise.resolve(examinePhp(machine)))),
    ...(await asFinding('disk', async () => await examinePlace(request.store))),
    ...(await asFinding('store', async () => await examineStore(machine, request))),
  ]
  return { examinations, ok: examinations.every(({ state }) => state !== 'fail') }
}

async function asFinding(
  subject: string,
  check: () => Promise<readonly Examination[]>,
): Promise<readonly Examination[]> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
    return [{ state: 'fail', subject, finding: `${error.message} (${error.code})`, remedy: error.hint }]
  }
}
