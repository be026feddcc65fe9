import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { needProgram } from '../support/debianPackages.ts'
import { needRoot, scratchDirectory } from '../support/scratch.ts'
import { cleaning, deletion, memoryDatabases, quarantine, run, vaultOn } from './vaultRig.ts'

const bad = '<?php /* bad */ one();\n'

it('an operation on an immutable file is refused by that name, and the others of its run are done', async (context) => {
  needRoot(context)
  needProgram(context, 'chattr')
  const site = scratchDirectory()
  const [fixed, inFixed, free] = ['fixed.php', 'dir/page.php', 'free.php'].map((name) => join(site, name))
  if (fixed === undefined || inFixed === undefined || free === undefined) throw new Error('three names')
  mkdirSync(join(site, 'dir'))
  for (const path of [fixed, inFixed, free]) writeFileSync(path, bad)
  const marked = [fixed, join(site, 'dir')]
  try {
    execFileSync('chattr', ['+i', ...marked], { stdio: 'ignore' })
  } catch {
    context.skip('needs a filesystem with chattr +i for temporary files')
  }
  onTestFinished(() => {
    execFileSync('chattr', ['-i', ...marked])
  })
  const vault = await vaultOn(await memoryDatabases(site))
  const requests = [
    quarantine(fixed, bad),
    cleaning(fixed, bad, 'x'),
    deletion(inFixed, bad),
    quarantine(free, bad),
  ]
  const ended = await run(vault, ...requests)
  execFileSync('chattr', ['-i', ...marked])
  const refused = { outcome: 'refused', reason: 'immutable', undoableUntil: null }
  expect(ended).toMatchObject([refused, refused, refused, { outcome: 'done' }])
  for (const path of [fixed, inFixed]) expect(readFileSync(path, 'utf8')).toBe(bad)
})
