import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const filesPerDirectory = 100
const directoriesPerSite = 40

/** Increased when the generator changes, so that an old tree is not taken for a new one. */
const generation = 1

/** That many files of 16 to 200 bytes, no two the same: what a walk costs where contents are nothing. */
export function makeTinyTree(files: number, parent: string): string {
  const tree = join(parent, `tree-tiny-${files}-${generation}`)
  if (existsSync(tree)) return tree
  const building = `${tree}.part`
  rmSync(building, { recursive: true, force: true })
  for (let directory = 0; directory * filesPerDirectory < files; directory++)
    fillDirectory(directoryPath(building, directory), directory * filesPerDirectory, files)
  renameSync(building, tree)
  return tree
}

function directoryPath(tree: string, directory: number): string {
  const site = Math.floor(directory / directoriesPerSite)
  const user = Math.floor(site / 50)
  return join(tree, `user${user}`, `site${site % 50}`, `part${directory % directoriesPerSite}`)
}

function fillDirectory(path: string, firstNumber: number, files: number): void {
  mkdirSync(path, { recursive: true })
  for (let number = firstNumber; number < Math.min(firstNumber + filesPerDirectory, files); number++) {
    const text = `<?php /* ${number} */\n`
    writeFileSync(join(path, `page-${number}.php`), text.repeat(1 + (number % 10)))
  }
}
