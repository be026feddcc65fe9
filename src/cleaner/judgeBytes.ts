import type { Verdict } from '../domain/verdict.ts'

/** Whole bytes of the job's file class under today's rules. */
export type JudgeBytes = (bytes: Buffer) => Verdict
