import type { ExitCode } from './baseCommand.ts'
import { failureOf, failureToJson, renderFailure } from './failure.ts'

/** Prints a failure on stderr, for `json` as an object on stdout too, and answers its exit code. */
export function reportFailure(error: unknown, answer: 'text' | 'json'): ExitCode {
  const failure = failureOf(error)
  process.stderr.write(renderFailure(failure))
  if (answer === 'json') process.stdout.write(`${JSON.stringify(failureToJson(failure), null, 2)}\n`)
  return failure.exitCode
}
