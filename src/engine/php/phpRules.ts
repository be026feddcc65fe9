import type { EngineRule } from '../analysis.ts'
import { capabilityRules } from './watch/capabilityRules.ts'
import { maybeTaintRules } from './watch/maybeTaintRules.ts'
import { taintRules } from './watch/taintRules.ts'

/** All rules of the PHP engine, numbers 2000-2399. */
export const phpRules: readonly EngineRule[] = [...taintRules, ...maybeTaintRules, ...capabilityRules]
