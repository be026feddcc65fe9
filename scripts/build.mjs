#!/usr/bin/env node
/**
 * Builds dist/, the command manifest and the manual page, all from scratch: a stale file would win over the sources.
 * Everything goes beside dist/ first and the finished folder takes its place, so a failed build breaks nothing.
 *
 * The command line is one CommonJS file, with the command framework and LevelDB's JavaScript in it and with its compiled
 * code beside it: loading some hundred small modules was half of the CPU time of `holdfast list`. A command's part of it is
 * run when the framework asks for it, through a file of one line in dist/commands/. Types are checked by `npm run check`.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { build } from 'esbuild'
import { writeManPage } from './manPage.mjs'
import { root, run, runTool } from './run.mjs'

const target = `${root}dist`
const fresh = `${root}dist.new`
/** As deep as src/<room>/: the code finds package.json and the rule packs from where it lies. */
const bundle = 'src/cli/holdfast.cjs'

/** @type {import('esbuild').Plugin} */
const nativeCode = {
  name: 'native-code',
  setup: (build) => {
    // It finds the compiled library from where it lies; the JavaScript around it can be bundled.
    build.onResolve({ filter: /^\.\/binding$/ }, ({ importer }) =>
      importer.includes('/classic-level/') ? { path: 'classic-level/binding.js', external: true } : undefined,
    )
  },
}

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Names stay, for the stack of an internal error.
  minifyWhitespace: true,
  minifySyntax: true,
  // Native code, code that starts its own files as threads, and compilers that only a checkout has.
  external: ['piscina', '@litko/*', '@virustotal/*', 'typescript', 'ts-node', 'tsx'],
  plugins: [nativeCode],
  define: { 'import.meta.url': 'holdfastUrl' },
  banner: { js: "const holdfastUrl = require('node:url').pathToFileURL(__filename).href" },
  logLevel: 'warning',
}

rmSync(fresh, { recursive: true, force: true })
const commands = sourcesIn('commands')
await bundleCommandLine()
await bundleWorkers()
for (const command of commands) writeStub(command)
rmSync(target, { recursive: true, force: true })
renameSync(fresh, target)
process.exitCode =
  makeManifest() || runScript('compileRules.mjs', ['--import', 'tsx']) || runScript('codeCache.mjs', [])
if (process.exitCode === 0) writeManPage()

function runScript(/** @type {string} */ name, /** @type {readonly string[]} */ nodeOptions) {
  return run(process.execPath, [...nodeOptions, `${root}scripts/${name}`])
}

async function bundleCommandLine() {
  const parts = commands.map(
    (command) => `${JSON.stringify(command)}: () => require('./commands/${command}.ts'),`,
  )
  const contents = [
    "export { main } from './src/cli/main.ts'",
    "export { reportFailure } from './src/cli/reportFailure.ts'",
    `export const commands = {${parts.join('')}}`,
  ]
  const stdin = { contents: contents.join('\n'), resolveDir: root }
  await build({ ...options, stdin, outfile: `${fresh}/${bundle}` })
}

async function bundleWorkers() {
  const entryPoints = sourcesIn('workers').map((worker) => `workers/${worker}.ts`)
  await build({ ...options, entryPoints, outbase: root, outdir: fresh, outExtension: { '.js': '.cjs' } })
}

function writeStub(/** @type {string} */ command) {
  const file = `${fresh}/commands/${command}.cjs`
  const up = '../'.repeat(command.split('/').length)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `module.exports = require('${up}${bundle}').commands['${command}']()\n`)
}

function sourcesIn(/** @type {string} */ directory) {
  return readdirSync(`${root}${directory}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
}

/** Without the manifest each start imports every command class. */
function makeManifest() {
  rmSync(`${root}oclif.manifest.json`, { force: true })
  // Otherwise it asks the registry for a newer oclif; and built by a test run it would name the TypeScript sources.
  return runTool('oclif', ['manifest'], { OCLIF_SKIP_NEW_VERSION_CHECK: 'true', NODE_ENV: 'production' })
}
