import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hasProgram } from '../scripts/debianPackages.mjs'
import { nameOf, type Contender, type Phase } from './contender.ts'
import { errorsName, measure, medianOf, outputName, type Measurement } from './measure.ts'

export type RowOutcome =
  | { readonly kind: 'done'; readonly result: Measurement; readonly filesRead: number | null }
  | { readonly kind: 'failed'; readonly exitCode: number }
  | { readonly kind: 'not installed' }

export interface Row {
  readonly phase: string
  readonly contender: Contender
  readonly outcome: RowOutcome
}

/** Measures each contender of a phase, in turns, and answers one row for each. */
export async function runPhase(phase: Phase, workDir: string): Promise<Row[]> {
  const present = phase.contenders.filter(isInstalled)
  const measured = new Map<Contender, Measurement[]>()
  const filesRead = new Map<Contender, number | null>()
  for (let run = 0; run < phase.runs; run++) {
    for (const contender of present) {
      const result = await measure(contender.command, workDir)
      measured.set(contender, [...(measured.get(contender) ?? []), result])
      filesRead.set(contender, filesReadBy(contender, workDir))
      reportProgress(phase, contender, result, workDir)
    }
  }
  return phase.contenders.map((contender) => {
    const results = measured.get(contender)
    const outcome: RowOutcome =
      results === undefined
        ? { kind: 'not installed' }
        : outcomeOf(contender, medianOf(results), filesRead.get(contender) ?? null)
    return { phase: phase.name, contender, outcome }
  })
}

function outcomeOf({ accepted }: Contender, result: Measurement, filesRead: number | null): RowOutcome {
  return accepted.includes(result.exitCode)
    ? { kind: 'done', result, filesRead }
    : { kind: 'failed', exitCode: result.exitCode }
}

function isInstalled({ tool, command: { program } }: Contender): boolean {
  // A line for bash runs the tool that its row is named after.
  return existsSync(program) || hasProgram(program === 'bash' ? tool : program)
}

/** How many files a scan of ours opened, from what it printed; null for everything else. */
function filesReadBy({ tool, command }: Contender, workDir: string): number | null {
  if (tool !== 'holdfast' || !command.parameters.includes('--json')) return null
  const text = readFileSync(join(workDir, outputName), 'utf8')
  return Number(/"read": ?(\d+)/.exec(text)?.[1] ?? NaN)
}

function reportProgress(phase: Phase, contender: Contender, result: Measurement, workDir: string): void {
  const figures = `${result.cpuSeconds.toFixed(3)} CPU s, ${result.wallSeconds.toFixed(3)} s`
  console.log(`bench: ${phase.name}: ${nameOf(contender)}: ${figures}`)
  if (contender.accepted.includes(result.exitCode)) return
  console.log(`bench: FAILED with exit ${result.exitCode}:`)
  for (const name of [outputName, errorsName])
    console.log(readFileSync(join(workDir, name), 'utf8').slice(-2000))
}
