import { codeFunctions } from './codeFunctions.ts'
import type { HostFunction } from './hostCall.ts'
import { netFunctions } from './netFunctions.ts'
import { pageFunctions, pageMethods } from './pageFunctions.ts'

/** By the whole way: `document.write`, `new XMLHttpRequest`. */
export const hostFunctions: ReadonlyMap<string, HostFunction> = new Map([
  ...codeFunctions,
  ...netFunctions,
  ...pageFunctions,
])

/** By the last name, of anything. */
export const hostMethods: ReadonlyMap<string, HostFunction> = pageMethods
