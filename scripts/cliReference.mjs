#!/usr/bin/env node
/**
 * Writes the command reference of docs/CLI.md, between its two markers, from the manifest of the built commands:
 * what the program says of itself with --help and what the document says cannot differ.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { flagName, isGlobal, manifestCommands, optionsOf, sentence, typedName, usageOf } from './manifest.mjs'
import { root } from './run.mjs'

/** @typedef {import('./manifest.mjs').Option} Option */
/** @typedef {import('./manifest.mjs').Command} Command */

const document = `${root}docs/CLI.md`
const begin = '<!-- commands: written by npm run docs -->'
const end = '<!-- end of commands -->'

/** The whole of docs/CLI.md as it should be. */
export function referenceDocument() {
  const text = readFileSync(document, 'utf8')
  const [before, rest] = split(text, begin)
  const [, after] = split(rest, end)
  return `${before}${begin}\n\n${reference(manifestCommands())}\n${end}${after}`
}

function reference(/** @type {Command[]} */ commands) {
  const [first] = commands
  const everywhere = first === undefined ? [] : optionsOf(first).filter(isGlobal)
  return ['### Flags of every command', flagTable(everywhere), ...commands.map(section)].join('\n\n')
}

function section(/** @type {Command} */ command) {
  const args = Object.values(command.args)
  const own = optionsOf(command).filter((flag) => !isGlobal(flag))
  const aliases = command.hiddenAliases.map((alias) => `\`holdfast ${typedName(alias)}\``)
  return [
    `### \`${usageOf(command)}\``,
    sentence(command.summary ?? ''),
    ...(args.length === 0
      ? []
      : [args.map((arg) => `- \`${arg.name.toUpperCase()}\`: ${arg.description ?? ''}`).join('\n')]),
    ...(own.length === 0 ? [] : [flagTable(own)]),
    ...(aliases.length === 0 ? [] : [`Also: ${aliases.join(', ')}.`]),
  ].join('\n\n')
}

function flagTable(/** @type {Option[]} */ flags) {
  const rows = flags.map(
    (flag) => `| \`${flagName(flag)}\` | ${escapeBars(flag.description ?? '')}${choices(flag)} |`,
  )
  return ['| flag | |', '|---|---|', ...rows].join('\n')
}

function choices(/** @type {Option} */ flag) {
  const words = flag.options === undefined ? '' : `: ${flag.options.map((word) => `\`${word}\``).join(', ')}`
  return flag.default === undefined || flag.default === '' || flag.type === 'boolean'
    ? words
    : `${words} (default ${String(flag.default)})`
}

function escapeBars(/** @type {string} */ text) {
  return text.replaceAll('|', '\\|')
}

/** @returns {[string, string]} */
function split(/** @type {string} */ text, /** @type {string} */ marker) {
  const at = text.indexOf(marker)
  if (at === -1) throw new Error(`docs/CLI.md has lost its marker ${marker}`)
  return [text.slice(0, at), text.slice(at + marker.length)]
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(document, referenceDocument())
