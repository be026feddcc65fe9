#!/usr/bin/env node
import { existsSync } from 'node:fs'

const built = new URL('../dist/src/cli/main.js', import.meta.url)

if (existsSync(built)) {
  const { settings } = await import('@oclif/core')
  // NODE_ENV=development or test would make oclif load the TypeScript sources of a checkout beside the build.
  settings.enableAutoTranspile = false
  /** @type {typeof import('../src/cli/main.ts')} */
  const { main } = await import(built.href)
  /** @type {typeof import('../src/cli/reportFailure.ts')} */
  const { reportFailure } = await import(new URL('reportFailure.js', built).href)
  // Node ends with 1 after an uncaught error, and 1 means that malware was found.
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, 'text')))
  process.exitCode = await main(process.argv.slice(2), import.meta.url)
} else {
  console.error('holdfast: not built yet; run npm ci (or npm run build)')
  process.exitCode = 2
}
