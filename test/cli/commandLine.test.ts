import { describe, expect, it } from 'vitest'
import { normaliseArguments, wantsJson } from '../../src/cli/arguments.ts'
import { argvBytes } from '../../src/cli/argvBytes.ts'
import { failureOf, failureToJson, renderFailure } from '../../src/cli/failure.ts'
import { progressLine, progressText } from '../../src/cli/progress.ts'
import { scanExitCode, styledExitCode } from '../../src/cli/scanExit.ts'
import { storePath } from '../../src/cli/storePath.ts'
import { HoldfastError } from '../../src/domain/errors.ts'
import type { ScanProgress, ScanReport } from '../../src/service/contract/scan.ts'
import { incidents, report, scan, scanAt } from './samples.ts'

describe('the command line', () => {
  it('takes global flags before the command and a bare --wait', () => {
    expect(normaliseArguments(['--store', '/s', '--wait', 'list', '--json'])).toEqual([
      'list',
      '--json',
      '--store',
      '/s',
      '--wait=1d',
    ])
  })

  it('leaves everything after -- alone', () => {
    expect(normaliseArguments(['--json', 'scan', '--', '--wait', '-h'])).toEqual([
      'scan',
      '--json',
      '--',
      '--wait',
      '-h',
    ])
  })

  it('knows the habits of git and restic', () => {
    expect(normaliseArguments(['log', 'a.php'])).toEqual(['history', '--contents', 'a.php'])
    expect(normaliseArguments(['help', 'scan'])).toEqual(['scan', '--help'])
    expect(normaliseArguments(['help'])).toEqual(['--help'])
    expect(normaliseArguments(['scan', '-h'])).toEqual(['scan', '--help'])
  })

  it('knows that JSON is wanted although the rest does not parse', () => {
    expect(wantsJson(['scan', '--nonsense', '--json'])).toBe(true)
    expect(wantsJson(['scan', '--format', 'ndjson'])).toBe(true)
    expect(wantsJson(['scan', '--format=csv'])).toBe(false)
    expect(wantsJson(['scan', '--', '--json'])).toBe(false)
  })
})

describe('the bytes of arguments', () => {
  const raw = [
    Buffer.from('node'),
    Buffer.from('run.js'),
    Buffer.from('scan'),
    Buffer.from([0x61, 0xff]),
    Buffer.from([0x61, 0xfe]),
  ]

  it('come from the kernel where UTF-8 lost them, in order', () => {
    const bytesOf = argvBytes(['scan', 'a\ufffd', 'a\ufffd'], raw)
    expect([bytesOf('a\ufffd'), bytesOf('a\ufffd')]).toEqual([raw[3], raw[4]])
  })

  it('are the text itself where nothing was lost or the kernel says something else', () => {
    expect(argvBytes(['scan', 'a\ufffd'], raw)('é')).toEqual(Buffer.from('é'))
    expect(argvBytes(['list', 'b\ufffd'], raw)('b\ufffd')).toEqual(Buffer.from('b\ufffd'))
    expect(argvBytes(['list'], undefined)('x')).toEqual(Buffer.from('x'))
  })
})

describe('the store', () => {
  const environment = { HOME: '/home/anna' }

  it('is where the flag, the environment, root or XDG says, in this order', () => {
    const input = { flag: null, environment, uid: 1000, cwd: '/tmp' }
    expect(storePath({ ...input, flag: 's' })).toBe('/tmp/s')
    expect(storePath({ ...input, environment: { ...environment, HOLDFAST_STORE: '/x' } })).toBe('/x')
    expect(storePath({ ...input, uid: 0 })).toBe('/var/lib/holdfast')
    expect(storePath({ ...input, environment: { ...environment, XDG_STATE_HOME: '/st' } })).toBe(
      '/st/holdfast',
    )
    expect(storePath({ ...input, environment: { ...environment, XDG_STATE_HOME: 'st' } })).toBe(
      '/home/anna/.local/state/holdfast',
    )
  })

  it('has to be named where there is no home', () => {
    expect(() => storePath({ flag: null, environment: {}, uid: 1000, cwd: '/' })).toThrow(
      expect.objectContaining({ code: 'HF_USAGE' }),
    )
  })
})

describe('failures', () => {
  it('are one line with the code and the indented way on', () => {
    const error = new HoldfastError('HF_STORE_LOCKED', 'the store is in use by scan s213 (pid 7)', {
      facts: { pid: 7 },
      hint: 'wait for it: --wait\nstop it: kill -INT 7',
    })
    expect(renderFailure(failureOf(error))).toMatchInlineSnapshot(`
      "holdfast: the store is in use by scan s213 (pid 7) (HF_STORE_LOCKED)
                wait for it: --wait
                stop it: kill -INT 7
      "
    `)
    expect(failureOf(error).exitCode).toBe(11)
    expect(failureToJson(failureOf(error))).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "HF_STORE_LOCKED",
          "facts": {
            "pid": 7,
          },
          "hint": "wait for it: --wait
      stop it: kill -INT 7",
          "message": "the store is in use by scan s213 (pid 7)",
        },
      }
    `)
  })

  it('cannot move the cursor', () => {
    const text = renderFailure(
      failureOf(new HoldfastError('HF_USAGE', 'not a path: \u001b[2J\u202e', { hint: '\u0007' })),
    )
    expect(text).toMatchInlineSnapshot(`
      "holdfast: not a path: \\u{1b}[2J\\u{202e} (HF_USAGE)
                \\u{7}
      "
    `)
  })

  it('of the system are the environment, everything else is a bug', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    })
    expect(failureOf(full)).toMatchObject({ code: 'HF_IO', exitCode: 2 })
    expect(failureOf(new TypeError('x'))).toMatchObject({ code: 'HF_BUG', exitCode: 70 })
    expect(failureOf('thrown text')).toMatchObject({ code: 'HF_BUG', exitCode: 70 })
  })
})

describe('the exit code of a scan', () => {
  const clean: ScanReport = {
    ...report,
    incidents: [],
    undecided: [],
    scan: { ...scan, outcome: 'complete' },
  }
  const codeOf = (changed: ScanReport, failOn: 'malicious' | 'suspicious' = 'malicious'): number =>
    scanExitCode({ report: changed, failOn, stoppedBy: null })

  it('is 1 for what is malicious, 3 for what is unknown, else 0', () => {
    expect(codeOf(clean)).toBe(0)
    expect(codeOf(report)).toBe(1)
    expect(codeOf({ ...clean, undecided: report.undecided })).toBe(3)
    expect(codeOf({ ...clean, scan: { ...scan, outcome: 'incomplete' } })).toBe(3)
  })

  it('leaves suspicious files out unless asked', () => {
    const suspicious = { ...clean, incidents: incidents.slice(2) }
    expect(codeOf(suspicious)).toBe(0)
    expect(codeOf(suspicious, 'suspicious')).toBe(1)
  })

  it('is that of the signal when one stopped it, whatever was found', () => {
    const stopped: ScanReport = { ...report, scan: { ...scan, outcome: 'interrupted' } }
    expect(scanExitCode({ report: stopped, failOn: 'malicious', stoppedBy: 'SIGINT' })).toBe(130)
    expect(scanExitCode({ report: stopped, failOn: 'malicious', stoppedBy: 'SIGTERM' })).toBe(143)
  })

  it('speaks the codes of other scanners', () => {
    const styles = ['holdfast', 'clamav', 'maldet', 'aide', 'zero'] as const
    const translated = [0, 1, 3, 2, 130].map((code) =>
      styles.map((style) => styledExitCode(code, style, ['A', 'M'])),
    )
    expect(translated).toEqual([
      [0, 0, 0, 5, 0],
      [1, 1, 2, 5, 0],
      [3, 2, 1, 18, 0],
      [2, 2, 1, 2, 2],
      [130, 130, 130, 130, 130],
    ])
  })
})

describe('progress', () => {
  const step: ScanProgress = {
    scan: 1,
    phase: 'walking',
    filesDone: 12_000,
    filesExpected: 24_000,
    bytesRead: 210_000_000,
    findings: 3,
    startedAt: scanAt,
  }

  it('says how far, how fast, what was found and how long it will take', () => {
    expect(progressText(step, 10_000)).toMatchInlineSnapshot(
      `"12,000 of about 24,000 files, 210.0 MB read (21.0 MB/s), 3 findings, about 10 s left"`,
    )
    expect(progressText({ ...step, filesExpected: null, bytesRead: 0 }, 0)).toMatchInlineSnapshot(
      `"12,000 files, 0 bytes read (0 bytes/s), 3 findings"`,
    )
  })

  it('redraws one line no wider than the terminal and leaves none behind', () => {
    const written: string[] = []
    const write = (text: string): void => void written.push(text)
    const line = progressLine({ columns: 40, write }, write, { now: () => scanAt + 10_000 })
    line.update(step)
    line.say('stopping')
    line.clear()
    expect(written).toMatchInlineSnapshot(`
      [
        "
      [K12,000 of about 24,000 files, 210.0 MB ",
        "
      [Kstopping
      ",
        "
      [K",
      ]
    `)
  })

  it('draws nothing without a terminal', () => {
    const written: string[] = []
    const line = progressLine(null, (text) => void written.push(text), { now: () => scanAt })
    line.update(step)
    line.clear()
    line.say('stopping')
    expect(written).toEqual(['stopping\n'])
  })
})
