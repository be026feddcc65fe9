import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { JudgedFile } from './judged.ts'

/** After this the process is killed and the file has no verdict, as in a scan. */
const fileMsMax = 20_000
/** One per core of the machine that targets are given for. */
const processes = 2

/** What judging some files said, in order of their paths. */
export interface JudgedSet {
  readonly files: readonly JudgedFile[]
  /** Paths that no verdict came back for. */
  readonly givenUp: readonly string[]
}

export async function judgeFiles(paths: readonly string[]): Promise<JudgedSet> {
  const queue = [...paths].reverse()
  const files: JudgedFile[] = []
  const givenUp: string[] = []
  await Promise.all(
    Array.from({ length: processes }, async () => {
      await work(queue, { files, givenUp })
    }),
  )
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { files, givenUp }
}

async function work(queue: string[], results: { files: JudgedFile[]; givenUp: string[] }): Promise<void> {
  let child = startChild()
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const answer = await ask(child, path)
    if (answer !== undefined) {
      results.files.push(answer)
      continue
    }
    results.givenUp.push(path)
    child.kill('SIGKILL')
    child = startChild()
  }
  child.kill('SIGKILL')
}

function startChild(): ChildProcess {
  return fork(new URL('./judgeProcess.ts', import.meta.url), {
    execArgv: [...process.execArgv, '--max-old-space-size=512'],
  })
}

/** undefined when the process was too slow or ended. */
async function ask(child: ChildProcess, path: string): Promise<JudgedFile | undefined> {
  return await new Promise((resolve) => {
    const settle = (answer: JudgedFile | undefined): void => {
      clearTimeout(timer)
      child.removeAllListeners()
      resolve(answer)
    }
    const timer = setTimeout(() => {
      settle(undefined)
    }, fileMsMax)
    child.once('message', (answer) => {
      settle(answer as JudgedFile)
    })
    child.once('exit', () => {
      settle(undefined)
    })
    child.send(path)
  })
}
