#!/usr/bin/env node
/**
 * The built program under the Node that runs this script, over a small tree with two planted files: what a user of that
 * Node meets first. Ends with 1 at the first answer that is not as it has to be.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from './run.mjs'

/** Younger files are read again by every scan. */
const settleMs = 2500

const directory = mkdtempSync(join(tmpdir(), 'holdfast-smoke-'))
const site = join(directory, 'site')
try {
  plant()
  await sleep(settleMs)
  holdfast(0, ['--version'], (out) => out.includes(`node-${process.version}`))
  scan((counts) => counts['read'] === 4 && counts['malicious'] === 2)
  scan((counts) => counts['read'] === 0 && counts['unchanged'] === 4)
  holdfast(0, ['status'], (out) => out.includes(site))
  holdfast(0, ['fsck', '--read-data'], (out) => out !== '')
  holdfast(0, ['list', '--json'], (out) => totalOf(out) === 2)
  holdfast(0, ['snapshot', 'list', '--json'], (out) => totalOf(out) === 1)
  holdfast(2, ['scan', join(directory, 'absent')], (out) => out === '')
  console.log(`smoke: ok with Node ${process.version}`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}

/** Inert, and put together here so that no scanner takes this file for an infected one. */
function plant() {
  mkdirSync(join(site, 'uploads'), { recursive: true })
  const open = ['<', '?php'].join('')
  const packed = Buffer.from("echo 'inert';").toString('base64')
  const decoded = `${open} ${['ev', 'al'].join('')}(${['base64', '_decode'].join('')}("${packed}"));\n`
  writeFileSync(join(site, 'index.php'), `${open} echo 'good';\n`)
  writeFileSync(join(site, 'page.html'), '<!doctype html><title>good</title>\n')
  writeFileSync(join(site, 'uploads', 'cache.php'), decoded)
  writeFileSync(join(site, 'uploads', 'copy.php'), `${decoded}\n`)
}

function scan(/** @type {(counts: Record<string, number>) => boolean} */ isRight) {
  holdfast(1, ['scan', site, '--json'], (out) => {
    /** @type {{ scan: { counts: Record<string, number> } }} */
    const answer = JSON.parse(out)
    return isRight(answer.scan.counts)
  })
}

function totalOf(/** @type {string} */ out) {
  /** @type {{ total: number }} */
  const answer = JSON.parse(out)
  return answer.total
}

/** Runs a command in the store of this run; its exit code must be `code` and its answer right. */
function holdfast(
  /** @type {number} */ code,
  /** @type {readonly string[]} */ words,
  /** @type {(out: string) => boolean} */ isRight,
) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), ...words], {
    encoding: 'utf8',
    env: { ...process.env, HOLDFAST_STORE: join(directory, 'store') },
  })
  if (status === code && isRight(stdout)) return
  throw new Error(`holdfast ${words.join(' ')} ended with ${status}, not ${code}:\n${stdout}${stderr}`)
}
