import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'

/** A program that answers each line with a line. It is started again after it died. */
export interface LineServer {
  /** Undefined when the program died over the question. */
  ask(line: string): Promise<string | undefined>
  close(): void
}

export function startLineServer(program: string, args: readonly string[]): LineServer {
  let child: ChildProcess | undefined
  let answers: AsyncIterator<string> | undefined
  function start(): AsyncIterator<string> {
    const started = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    child = started
    started.stdin.on('error', () => undefined)
    const lines: Interface = createInterface(started.stdout)
    return lines[Symbol.asyncIterator]()
  }
  return {
    ask: async (line) => {
      answers ??= start()
      child?.stdin?.write(`${line}\n`)
      const answer = await answers.next()
      if (answer.done === true) answers = undefined
      return answer.done === true ? undefined : answer.value
    },
    close: () => {
      child?.kill('SIGKILL')
    },
  }
}
