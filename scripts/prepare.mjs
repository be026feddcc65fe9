#!/usr/bin/env node
/**
 * What npm runs after `npm ci`: builds where the compiler is there. An installation without devDependencies that
 * already has dist/ is left alone; one without both cannot be used and says so in one line.
 */
import { existsSync } from 'node:fs'
import { findTool, root, run } from './run.mjs'

if (findTool('esbuild') !== undefined) {
  process.exitCode = run(process.execPath, [`${root}scripts/build.mjs`])
} else if (!existsSync(`${root}dist`)) {
  console.error(
    'holdfast: dist/ is missing and cannot be built without devDependencies; run npm ci --include=dev',
  )
  process.exitCode = 1
}
