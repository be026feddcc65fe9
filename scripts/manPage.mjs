/** The manual page, written from the manifest of the built commands and the tables of docs/ERRORS.md. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { flagName, isGlobal, manifestCommands, optionsOf, sentence, typedName, usageOf } from './manifest.mjs'
import { root } from './run.mjs'

/** @typedef {import('./manifest.mjs').Option} Option */
/** @typedef {import('./manifest.mjs').Command} Command */

/** Writes man/holdfast.1, which package.json names so that an installation puts it where man looks. */
export function writeManPage() {
  mkdirSync(`${root}man`, { recursive: true })
  writeFileSync(`${root}man/holdfast.1`, manPage())
}

export function manPage() {
  const { version, description } = packageFacts()
  const commands = manifestCommands()
  const [first] = commands
  const everywhere = first === undefined ? [] : optionsOf(first).filter(isGlobal)
  const lines = [
    `.TH HOLDFAST 1 "" "holdfast ${version}" "User Commands"`,
    ...section('NAME', [`holdfast \\- ${roff(description)}`]),
    ...section('SYNOPSIS', ['.B holdfast', '.I COMMAND', roff('[ARGUMENTS] [FLAGS]')]),
    ...section('COMMANDS', commands.flatMap(commandLines)),
    ...section('FLAGS OF EVERY COMMAND', everywhere.flatMap(flagLines)),
    ...section(
      'EXIT STATUS',
      exitCodes().flatMap(([code, means]) => item(code, means)),
    ),
    ...section('ENVIRONMENT', item('HOLDFAST_STORE', 'the store, when --store does not name it')),
    ...section('FILES', [
      ...item('/var/lib/holdfast', 'the store of root'),
      ...item('/etc/holdfast/config.json', 'the settings of root'),
      ...item('~/.local/state/holdfast', 'the store of everybody else, with the settings in its config.json'),
    ]),
  ]
  return `${lines.join('\n')}\n`
}

function section(/** @type {string} */ title, /** @type {string[]} */ lines) {
  return [`.SH ${title}`, ...lines]
}

function commandLines(/** @type {Command} */ command) {
  const aliases = command.hiddenAliases.map((alias) => `holdfast ${typedName(alias)}`)
  return [
    `.SS ${roff(`holdfast ${usageOf(command)}`)}`,
    roff(sentence(command.summary ?? '')),
    ...Object.values(command.args).flatMap(({ name, description }) =>
      item(name.toUpperCase(), description ?? ''),
    ),
    ...optionsOf(command)
      .filter((flag) => !isGlobal(flag))
      .flatMap(flagLines),
    ...(command.examples ?? []).flatMap((example) => ['.PP', '.RS', roff(example), '.RE']),
    ...(aliases.length === 0 ? [] : ['.PP', roff(`Also: ${aliases.join(', ')}.`)]),
  ]
}

function flagLines(/** @type {Option} */ flag) {
  const values = flag.options === undefined ? '' : `: ${flag.options.join(', ')}`
  return item(flagName(flag), `${flag.description ?? ''}${values}`)
}

function item(/** @type {string} */ term, /** @type {string} */ text) {
  return ['.TP', `.B ${roff(term)}`, roff(text)]
}

/** Text as roff prints it unchanged: a hyphen that can be copied, no escapes, no request at the start of a line. */
function roff(/** @type {string} */ text) {
  const escaped = text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('\n', ' ')
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped
}

/** @returns {[string, string][]} */
function exitCodes() {
  const rows = readFileSync(`${root}docs/ERRORS.md`, 'utf8').split('\n')
  return rows.flatMap((row) => {
    const [, code, , means] = row.split(' | ').length === 3 ? row.split(/^\| | \| | \|$/) : []
    return code !== undefined && means !== undefined && /^\d+$/.test(code)
      ? [[code, means.replaceAll('`', '')]]
      : []
  })
}

function packageFacts() {
  /** @type {{ version: string, description: string }} */
  const facts = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  return facts
}
