import type { TestContext } from 'vitest'
import { findPackage, hasProgram } from '../../scripts/debianPackages.mjs'

/** The folder of an unpacked Debian package (see scripts/debianPackages.mjs); without it the test is skipped, saying so. */
export function needPackage(context: TestContext, name: string): string {
  return findPackage(name) ?? context.skip(`Debian package ${name} was not fetched: npm run verify`)
}

/** Skips the test where a program is not installed. */
export function needProgram(context: TestContext, name: string): void {
  if (!hasProgram(name)) context.skip(`${name} is not installed: npm run verify`)
}
