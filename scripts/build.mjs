#!/usr/bin/env node
/**
 * Builds dist/, the command manifest and the manual page, all from scratch: a stale file would win over the sources.
 * Everything goes beside dist/ first and the finished folder takes its place, so a failed build breaks nothing.
 *
 * The sources are bundled with the command framework into one file per command and shared chunks: loading some hundred
 * small modules was a third of the CPU time of `holdfast list`. Types are checked by `npm run check`, not here.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs'
import { build } from 'esbuild'
import { writeManPage } from './manPage.mjs'
import { root, runTool } from './run.mjs'

const target = `${root}dist`
const fresh = `${root}dist.new`

rmSync(fresh, { recursive: true, force: true })
await bundle()
rmSync(target, { recursive: true, force: true })
renameSync(fresh, target)
process.exitCode = makeManifest()
if (process.exitCode === 0) writeManPage()

async function bundle() {
  await build({
    absWorkingDir: root,
    entryPoints: [
      'src/cli/main.ts',
      'src/cli/reportFailure.ts',
      ...sourcesIn('commands'),
      ...sourcesIn('workers'),
    ],
    outbase: root,
    outdir: fresh,
    // As deep as src/<room>/: the code finds package.json and the rule packs from where it lies.
    chunkNames: 'src/chunk/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Native code, code that starts its own files as threads, and compilers that only a checkout has.
    external: ['level', 'piscina', '@litko/*', '@virustotal/*', 'typescript', 'ts-node', 'tsx'],
    // Bundled CommonJS asks for these names.
    banner: {
      js: [
        "import { createRequire as holdfastRequire } from 'node:module'",
        'const require = holdfastRequire(import.meta.url)',
        'const __filename = import.meta.filename, __dirname = import.meta.dirname',
      ].join('\n'),
    },
    logLevel: 'warning',
  })
}

function sourcesIn(/** @type {string} */ directory) {
  return readdirSync(`${root}${directory}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${directory}/${name}`)
}

/** Without the manifest each start imports every command class. */
function makeManifest() {
  rmSync(`${root}oclif.manifest.json`, { force: true })
  // Otherwise it asks the registry for a newer oclif; and built by a test run it would name the TypeScript sources.
  return runTool('oclif', ['manifest'], { OCLIF_SKIP_NEW_VERSION_CHECK: 'true', NODE_ENV: 'production' })
}
