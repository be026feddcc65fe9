/** What the built program says of its own commands, for whatever is written from it. */
import { readFileSync } from 'node:fs'
import { root } from './run.mjs'

/**
 * @typedef {{ name: string, char?: string, description?: string, type: string, hidden?: boolean, helpValue?: string,
 *   helpGroup?: string, options?: string[], default?: string | number | boolean, required?: boolean, multiple?: boolean }} Option
 * @typedef {{ id: string, summary?: string, hiddenAliases: string[], strict: boolean, args: Record<string, Option>,
 *   flags: Record<string, Option>, examples?: string[] }} Command
 */

/** Every command, by name. */
export function manifestCommands() {
  /** @type {{ commands: Record<string, Command> }} */
  const manifest = JSON.parse(readFileSync(`${root}oclif.manifest.json`, 'utf8'))
  return Object.values(manifest.commands).sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** `snapshot:list` as it is typed. */
export function typedName(/** @type {string} */ id) {
  return id.replaceAll(':', ' ')
}

export function optionsOf(/** @type {Command} */ { flags }) {
  return Object.values(flags).filter(({ hidden }) => hidden !== true)
}

/** Flags that every command has are described once. */
export function isGlobal(/** @type {Option} */ { helpGroup }) {
  return helpGroup === 'GLOBAL'
}

export function flagName(/** @type {Option} */ flag) {
  if (flag.type === 'boolean') return `--${flag.name}`
  return `--${flag.name}=${flag.helpValue ?? (flag.options === undefined ? 'N' : 'WORD')}${flag.multiple ? '...' : ''}`
}

/** `snapshot ls SNAPSHOT [PATH]` */
export function usageOf(/** @type {Command} */ { id, args, strict }) {
  const words = Object.values(args).map(({ name, required }) => {
    const word = strict ? name.toUpperCase() : `${name.toUpperCase()}...`
    return required === true ? word : `[${word}]`
  })
  return [typedName(id), ...words].join(' ')
}

export function sentence(/** @type {string} */ text) {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}
