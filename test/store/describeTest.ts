import type { HolderStatus } from '../../src/store/holderStatus.ts'

export function describeTest(): HolderStatus {
  return {
    pid: process.pid,
    what: 'scan s213 of /home',
    scan: 213,
    since: 1_763_776_801_000,
    filesDone: 4_218_000,
    filesExpected: 7_232_000,
    findings: 3,
  }
}
