import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { HookOutcome } from '../../src/domain/hook.ts'
import { hookMsMax, hookOutputBytesMax } from '../../src/domain/hookLimits.ts'
import { runHook } from '../../src/hooks/runHook.ts'
import { needRoot, scratchDirectory } from '../support/scratch.ts'

const uid = process.getuid?.() ?? 0

function placeHook(script: string): { readonly directory: string; readonly program: string } {
  const directory = join(scratchDirectory(), 'hooks')
  mkdirSync(directory, { mode: 0o755 })
  const program = join(directory, 'hook')
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { directory, program }
}

async function run(argv: readonly string[], message = '{}\n', msMax = hookMsMax): Promise<HookOutcome> {
  return await runHook({ argv, uid, msMax }, message)
}

describe('runHook', () => {
  it('does nothing without a hook', async () => {
    expect(await run([])).toEqual({ state: 'none' })
  })

  it('hands over the message and the words as they are, with an environment of its own', async () => {
    const { directory, program } = placeHook('cat > "$1/in"; pwd; env; printf "%s|" "$@"')
    process.env['HOLDFAST_TEST_SECRET'] = 'x'
    const words = [directory, '$(id)', 'a b', '', '; rm']
    const outcome = await run([program, ...words], '{"a":1}\n')
    delete process.env['HOLDFAST_TEST_SECRET']
    expect(outcome).toMatchObject({ state: 'done', program })
    expect(readFileSync(join(directory, 'in'), 'utf8')).toBe('{"a":1}\n')
    const lines = outputOf(outcome).split('\n')
    expect(lines[0]).toBe('/')
    expect(lines.at(-1)).toBe(words.map((word) => `${word}|`).join(''))
    const names = lines.slice(1, -1).map((line) => line.split('=')[0])
    expect(names.filter((name) => name !== '_').sort()).toEqual(['LANG', 'PATH', 'PWD'])
  })

  it('says how it failed, with what it printed', async () => {
    const { program } = placeHook('echo no such unit >&2; exit 5')
    expect(await run([program])).toEqual({
      state: 'failed',
      program,
      how: 'exit 5',
      output: 'no such unit\n',
    })
    expect(await run([placeHook('kill -SEGV $$').program])).toMatchObject({ state: 'failed', how: 'SIGSEGV' })
    const { program: noProgram } = placeHook('')
    chmodSync(noProgram, 0o644)
    expect(await run([noProgram])).toMatchObject({ state: 'failed', how: 'EACCES' })
  })

  it('ends what takes too long, with all it started', async () => {
    const { directory, program } = placeHook('(sleep 1; touch "$1/late") & sleep 600')
    expect(await run([program, directory], '{}\n', 400)).toMatchObject({ state: 'timed-out', program })
    await sleep(1500)
    expect(existsSync(join(directory, 'late'))).toBe(false)
  })

  it('neither waits for a daemon that holds its output nor keeps more of it than its limit', async () => {
    const { program } = placeHook('sleep 600 & echo $!; yes | head -c 1000000')
    const output = outputOf(await run([program]))
    expect(output).toHaveLength(hookOutputBytesMax)
    process.kill(Number(output.split('\n')[0]), 'SIGKILL')
  })

  it('does not mind one that does not read', async () => {
    const { program } = placeHook('exec <&-; exit 0')
    expect(await run([program], 'x'.repeat(4_000_000))).toMatchObject({ state: 'done' })
  })

  it('does not start what somebody else could change', async () => {
    const { directory, program } = placeHook('touch "$1/started"')
    expect(await run([join(directory, 'none'), directory])).toMatchObject({
      state: 'refused',
      why: 'it does not exist',
    })
    chmodSync(directory, 0o777)
    const why = expect.stringContaining('can be changed by other users') as string
    expect(await run([program, directory])).toMatchObject({ state: 'refused', why })
    chmodSync(directory, 0o755)
    chmodSync(program, 0o775)
    expect(await run([program, directory])).toMatchObject({ state: 'refused', why })
    expect(existsSync(join(directory, 'started'))).toBe(false)
    chmodSync(program, 0o755)
    expect(await run([program, directory])).toMatchObject({ state: 'done' })
    expect(existsSync(join(directory, 'started'))).toBe(true)
  })

  it('follows a link of root to a program that goes by its name', async (context) => {
    needRoot(context)
    const { directory } = placeHook('')
    symlinkSync('/bin/sh', join(directory, 'sh'))
    const outcome = await run([join(directory, 'sh'), '-c', 'echo "$0"'])
    expect(outputOf(outcome)).toBe(`${join(directory, 'sh')}\n`)
  })
})

function outputOf(outcome: HookOutcome): string {
  return 'output' in outcome ? outcome.output : `no output: ${outcome.state}`
}
