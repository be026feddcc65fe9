import { HoldfastError } from '../domain/errors.ts'
import { fsckProblemsMax } from '../domain/limits.ts'

export interface FsckProblem {
  /** A record kind, or `database`. */
  readonly kind: string
  /** A content, tree or snapshot id, a ref name, or the key in hex. */
  readonly id: string
  readonly problem: string
}

export interface FsckProgress {
  readonly phase: 'rows' | 'trees' | 'objects'
  readonly done: number
}

/** Collects what is wrong; the same thing found on two ways is one problem. */
export interface ProblemList {
  add(problem: FsckProblem): void
  /** Runs one check; what it throws becomes a problem of `subject`, bugs excepted. */
  during(subject: Omit<FsckProblem, 'problem'>, check: () => Promise<void>): Promise<void>
  readonly listed: readonly FsckProblem[]
  /** The first failure that was not damage (HF_IO, HF_DISK_FULL): what came after it in its check was not looked at. */
  readonly failure: () => HoldfastError | null
  /** Problems beyond fsckProblemsMax. */
  readonly unlisted: () => number
}

export function problemList(): ProblemList {
  const listed: FsckProblem[] = []
  const seen = new Set<string>()
  let unlisted = 0
  let failure: HoldfastError | null = null
  function add(problem: FsckProblem): void {
    const identity = `${problem.kind} ${problem.id} ${problem.problem}`
    if (seen.has(identity)) return
    if (listed.length >= fsckProblemsMax) {
      unlisted += 1
      return
    }
    seen.add(identity)
    listed.push(problem)
  }
  return {
    add,
    during: async (subject, check) => {
      try {
        await check()
      } catch (error) {
        if (!(error instanceof HoldfastError) || error.kind === 'bug') throw error
        if (error.kind !== 'corrupt') failure ??= error
        add({ ...subject, problem: error.message })
      }
    },
    listed,
    failure: () => failure,
    unlisted: () => unlisted,
  }
}
