import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openShell, transcript } from '../../support/cli.ts'
import { movableClock, openTestStore } from '../../support/holdfast.ts'

describe('a command line that cannot be carried out', () => {
  it('is refused with 2 and the command that explains more', async () => {
    const { run } = openShell()
    expect(transcript(await run('scan'))).toMatchInlineSnapshot(`
      "
      ! holdfast: missing: PATH (directories or files) (HF_USAGE)
      !           see: holdfast scan --help
      exit 2
      "
    `)
    expect(transcript(await run('scan', '--nonsense', 'site'))).toMatchInlineSnapshot(`
      "
      ! holdfast: nonexistent flag: --nonsense (HF_USAGE)
      !           see: holdfast scan --help
      exit 2
      "
    `)
    expect(transcript(await run('scna', 'site'))).toMatchInlineSnapshot(`
      "
      ! holdfast: there is no command "scna" (HF_USAGE)
      !           did you mean: holdfast scan
      exit 2
      "
    `)
    expect(transcript(await run('snapshot', 'lst'))).toMatchInlineSnapshot(`
      "
      ! holdfast: there is no command "snapshot lst" (HF_USAGE)
      !           did you mean: holdfast snapshot list
      exit 2
      "
    `)
    expect(transcript(await run('list', '--format', 'xml'))).toMatchInlineSnapshot(`
      "
      ! holdfast: expected --format=xml to be one of: table, json, ndjson, csv, tsv, paths0 (HF_USAGE)
      !           see: holdfast list --help
      exit 2
      "
    `)
    expect(transcript(await run('list', '--since', 'yesterday'))).toMatchInlineSnapshot(`
      "
      ! holdfast: not a time: yesterday (HF_USAGE)
      !           times are 2h, 2d, 2026-11-22, 2026-11-22T02:04:00Z, or Unix seconds
      exit 2
      "
    `)
    expect(transcript(await run('list', '--rule', 'x\u001b[2J'))).toMatchInlineSnapshot(`
      "
      ! holdfast: not a rule: x\\u{1b}[2J (HF_USAGE)
      !           use a number or a reason code like HF-INJ-0042; see: holdfast rules list
      exit 2
      "
    `)
    expect(transcript(await run('scan', '--move', '/q', 'site'))).toMatchInlineSnapshot(`
      "
      ! holdfast: a scan moves no files (HF_USAGE)
      !           use: holdfast scan PATH --action quarantine, or holdfast quarantine TARGET
      exit 2
      "
    `)
  })

  it('has the same exit code with --json, and the error on stdout too', async () => {
    const { run } = openShell()
    expect(transcript(await run('scan', '--nonsense', '--json'))).toMatchInlineSnapshot(`
      "
      {
        "error": {
          "code": "HF_USAGE",
          "message": "nonexistent flag: --nonsense",
          "facts": {
            "command": "scan"
          },
          "hint": "see: holdfast scan --help"
        }
      }
      ! holdfast: nonexistent flag: --nonsense (HF_USAGE)
      !           see: holdfast scan --help
      exit 2
      "
    `)
    expect(transcript(await run('status', '--json'))).toMatchInlineSnapshot(`
      "
      {
        "error": {
          "code": "HF_NO_STORE",
          "message": "there is no store in /DIR/store",
          "facts": {
            "directory": "/DIR/store"
          },
          "hint": "create one: holdfast init, or holdfast scan PATH"
        }
      }
      ! holdfast: there is no store in /DIR/store (HF_NO_STORE)
      !           create one: holdfast init, or holdfast scan PATH
      exit 10
      "
    `)
  })

  it('tells what a path is when it is not there', async () => {
    const { run } = openShell()
    expect(transcript(await run('scan', 'nowhere'))).toMatchInlineSnapshot(`
      "
      ! holdfast: /DIR/nowhere does not exist (HF_NO_SUCH_PATH)
      exit 2
      "
    `)
  })
})

describe('without a store', () => {
  it('every command but scan and init ends with 10', async () => {
    const { run } = openShell()
    expect(transcript(await run('list'))).toMatchInlineSnapshot(`
      "
      ! holdfast: there is no store in /DIR/store (HF_NO_STORE)
      !           create one: holdfast init, or holdfast scan PATH
      exit 10
      "
    `)
    const others = await Promise.all([run('status'), run('fsck'), run('history'), run('rules', 'list')])
    expect(others.map(({ exitCode }) => exitCode)).toEqual([10, 10, 10, 10])
  })

  it('init makes one, once', async () => {
    const { run } = openShell()
    expect(transcript(await run('init'))).toMatchInlineSnapshot(`
      "
      Store created: /DIR/store (STOREID)
      Next: holdfast scan DIR
      exit 0
      "
    `)
    expect(transcript(await run('init'))).toMatchInlineSnapshot(`
      "
      ! holdfast: there is already a store in /DIR/store (HF_STORE_EXISTS)
      !           see it: holdfast status
      exit 2
      "
    `)
  })
})

describe('while another process holds the store', () => {
  it('commands end with 11, status says who it is, --wait waits', async () => {
    const { run, directory } = openShell()
    const holder = await openTestStore(directory, movableClock())
    try {
      expect(transcript(await run('list'))).toMatchInlineSnapshot(`
        "
        ! holdfast: the store is in use by a command (pid N, since INSTANT) (HF_STORE_LOCKED)
        !           wait for it: --wait  stop it: kill -INT PID
        exit 11
        "
      `)
      expect(transcript(await run('status', '--store', join(directory, 'store')))).toMatchInlineSnapshot(`
        "
        HOST, holdfast VERSION, YYYY-MM-DD hh:mm UTC
        RUNNING  a command, pid N, since YYYY-MM-DD hh:mm:ss UTC
                     stop it: kill -INT PID  wait for it: holdfast --wait list
        The store is in use by that process; the rest of this page is available when it ends.
        exit 0
        "
      `)
      expect((await run('--wait=1s', 'list')).exitCode).toBe(11)
      const waiting = run('list', '--wait')
      await holder.close()
      expect(transcript(await waiting)).toMatchInlineSnapshot(`
        "
        No incidents.
        exit 0
        "
      `)
    } finally {
      await holder.close()
    }
  })
})

describe('help', () => {
  it('is there without a store, for everything, whatever NODE_ENV says', async () => {
    const { run, bash } = openShell()
    const answers = await Promise.all([
      run(),
      run('--help'),
      run('help', 'scan'),
      run('snapshot'),
      run('--version'),
    ])
    expect(answers.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      answers.map(() => ({ exitCode: 0, stderr: '' })),
    )
    const developer = await bash('NODE_ENV=test holdfast list')
    expect(developer.exitCode).toBe(10)
    expect(answers.at(-1)?.stdout).toBe('holdfast/VERSION\n')
  })
})
