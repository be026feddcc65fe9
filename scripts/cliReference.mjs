#!/usr/bin/env node
/**
 * Writes the command reference of docs/CLI.md, between its two markers, from the manifest of the built commands:
 * what the program says of itself with --help and what the document says cannot differ.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { root } from './run.mjs'

/**
 * @typedef {{ name: string, char?: string, description?: string, type: string, hidden?: boolean, helpValue?: string,
 *   helpGroup?: string, options?: string[], default?: string | number | boolean, required?: boolean, multiple?: boolean }} Option
 * @typedef {{ id: string, summary?: string, hiddenAliases: string[], strict: boolean, args: Record<string, Option>,
 *   flags: Record<string, Option> }} Command
 */

const document = `${root}docs/CLI.md`
const begin = '<!-- commands: written by npm run docs -->'
const end = '<!-- end of commands -->'

/** The whole of docs/CLI.md as it should be. */
export function referenceDocument() {
  /** @type {{ commands: Record<string, Command> }} */
  const manifest = JSON.parse(readFileSync(`${root}oclif.manifest.json`, 'utf8'))
  const text = readFileSync(document, 'utf8')
  const [before, rest] = split(text, begin)
  const [, after] = split(rest, end)
  return `${before}${begin}\n\n${reference(Object.values(manifest.commands))}\n${end}${after}`
}

function reference(/** @type {Command[]} */ commands) {
  const [first] = commands
  const everywhere = first === undefined ? [] : optionsOf(first).filter(isGlobal)
  return [
    '### Flags of every command',
    flagTable(everywhere),
    ...commands.sort((a, b) => (a.id < b.id ? -1 : 1)).map(section),
  ].join('\n\n')
}

function section(/** @type {Command} */ command) {
  const args = Object.values(command.args)
  const own = optionsOf(command).filter((flag) => !isGlobal(flag))
  const usage = [command.id.replaceAll(':', ' '), ...args.map((arg) => usageOf(arg, command.strict))]
  const aliases = command.hiddenAliases.map((alias) => `\`holdfast ${alias.replaceAll(':', ' ')}\``)
  return [
    `### \`${usage.join(' ')}\``,
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

function flagName(/** @type {Option} */ flag) {
  if (flag.type === 'boolean') return `--${flag.name}`
  return `--${flag.name}=${flag.helpValue ?? (flag.options === undefined ? 'N' : 'WORD')}${flag.multiple ? '...' : ''}`
}

function choices(/** @type {Option} */ flag) {
  const words = flag.options === undefined ? '' : `: ${flag.options.map((word) => `\`${word}\``).join(', ')}`
  return flag.default === undefined || flag.type === 'boolean'
    ? words
    : `${words} (default ${String(flag.default)})`
}

function optionsOf(/** @type {Command} */ { flags }) {
  return Object.values(flags).filter(({ hidden }) => hidden !== true)
}

function isGlobal(/** @type {Option} */ { helpGroup }) {
  return helpGroup === 'GLOBAL'
}

function usageOf(/** @type {Option} */ { name, required }, /** @type {boolean} */ strict) {
  const word = strict ? name.toUpperCase() : `${name.toUpperCase()}...`
  return required === true ? word : `[${word}]`
}

function sentence(/** @type {string} */ text) {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
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
