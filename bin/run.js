#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const built = fileURLToPath(new URL('../dist/src/cli/holdfast.cjs', import.meta.url))

if (isVersionQuestion(process.argv.slice(2))) {
  // Answered before the command framework is loaded: scripts ask this often, and loading costs twice a bare Node.
  console.log(`holdfast/${ownVersion()} ${process.platform}-${process.arch} node-${process.version}`)
} else if (existsSync(built)) {
  const { loadBundle } = await import('./loadBundle.js')
  /** @type {typeof import('../src/cli/main.ts') & typeof import('../src/cli/reportFailure.ts')} */
  const { main, reportFailure } = loadBundle(built).exports
  // Node ends with 1 after an uncaught error, and 1 means that malware was found.
  process.on('uncaughtException', (error) => process.exit(reportFailure(error, 'text')))
  process.exitCode = await main(process.argv.slice(2), import.meta.url)
} else {
  console.error('holdfast: not built yet; run npm ci (or npm run build)')
  process.exitCode = 2
}

function isVersionQuestion(/** @type {readonly string[]} */ words) {
  return words.length === 1 && ['--version', '-v', 'version'].includes(words[0] ?? '')
}

function ownVersion() {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}
