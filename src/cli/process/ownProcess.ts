import { readFileSync, readlinkSync } from 'node:fs'
import { systemCode } from '../../domain/errors.ts'

/** The arguments this process was started with, each as bytes; undefined where /proc does not say. */
export function readCommandLine(): readonly Buffer[] | undefined {
  const bytes = readProc(() => readFileSync('/proc/self/cmdline'))
  if (bytes === undefined) return undefined
  return splitAtNul(bytes)
}

/** The terminal on standard input, e.g. `pts/0`; undefined when it is not a terminal. */
export function readTerminalName(): string | undefined {
  const target = readProc(() => readlinkSync('/proc/self/fd/0'))
  return target !== undefined && /^\/dev\/(pts\/\d+|tty\w+|console)$/.test(target)
    ? target.slice(5)
    : undefined
}

function splitAtNul(bytes: Buffer): readonly Buffer[] {
  const parts: Buffer[] = []
  let start = 0
  for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, start)) {
    parts.push(bytes.subarray(start, end))
    start = end + 1
  }
  return parts
}

/** A system without /proc is refused later with HF_NO_PROC; asking for help must work there too. */
function readProc<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (systemCode(error) === undefined) throw error
    return undefined
  }
}
