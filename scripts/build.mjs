#!/usr/bin/env node
/** Builds dist/ and the command manifest. Both are made from scratch: a stale file of either would win over the sources. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { root, runTool } from './run.mjs'

rmSync(`${root}dist`, { recursive: true, force: true })
rmSync(`${root}oclif.manifest.json`, { force: true })
process.exitCode = runTool('tsc', ['-p', 'tsconfig.build.json']) || makeManifest()

/** Without the manifest each start imports every command class. */
function makeManifest() {
  if (!existsSync(`${root}dist/commands`) || readdirSync(`${root}dist/commands`).length === 0) return 0
  return runTool('oclif', ['manifest'])
}
