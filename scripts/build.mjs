#!/usr/bin/env node
/**
 * Builds dist/ and the command manifest, both from scratch: a stale file of either would win over the sources.
 * The compiler writes beside dist/ and the finished folder takes its place, so a failed build breaks nothing.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { root, runTool } from './run.mjs'

const target = `${root}dist`
const fresh = `${root}dist.new`

rmSync(fresh, { recursive: true, force: true })
process.exitCode =
  runTool('tsc', ['-p', 'tsconfig.build.json', '--outDir', fresh]) || takePlace() || makeManifest()

function takePlace() {
  rmSync(target, { recursive: true, force: true })
  renameSync(fresh, target)
  return 0
}

/** Without the manifest each start imports every command class. */
function makeManifest() {
  rmSync(`${root}oclif.manifest.json`, { force: true })
  if (!existsSync(`${target}/commands`) || readdirSync(`${target}/commands`).length === 0) return 0
  // Otherwise it asks the registry whether there is a newer oclif.
  return runTool('oclif', ['manifest'], { OCLIF_SKIP_NEW_VERSION_CHECK: 'true' })
}
