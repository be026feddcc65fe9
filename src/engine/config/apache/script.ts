import type { Span } from '../../span.ts'

/** Script text in a configuration file: where it stands, with its whole line. */
export interface HiddenScript {
  readonly span: Span
  readonly text: string
}

/**
 * Server pages in the comments of a file that is made to run itself. Each mark is found by a search for a fixed text, and
 * its line is looked at once. A script's first line (`#!`) counts only at the very beginning, as the system takes it.
 */
export function hiddenScripts(text: string): readonly HiddenScript[] {
  const found: HiddenScript[] = []
  if (/^#! ?(?:\/|[A-Za-z]:\\)/.test(text)) found.push(lineAt(text, 0))
  for (const mark of marks) {
    const at = text.indexOf(mark.open)
    if (at === -1) continue
    const line = lineAt(text, at)
    if (mark.needs.some((word) => line.text.includes(word))) found.push(line)
  }
  return found
}

/** What opens code of a server page, and what must stand in its line for it to run anything. */
const marks: readonly { readonly open: string; readonly needs: readonly string[] }[] = [
  { open: '<!--#exec', needs: ['cmd=', 'cgi='] },
  { open: '<jsp:scriptlet', needs: ['Runtime', 'ProcessBuilder'] },
  { open: '<%', needs: ['getoutput', 'getstatusoutput', 'exec', 'system', 'popen', 'eval', '`', 'cmd'] },
  { open: '[+', needs: ['fdat', '`', 'system', 'exec'] },
  { open: '[-', needs: ['fdat', '`', 'system'] },
  { open: '<?', needs: ['$_', 'eval', 'exec', 'system', 'passthru', 'base64_decode'] },
]

function lineAt(text: string, at: number): HiddenScript {
  const feed = text.indexOf('\n', at)
  const start = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
  const end = feed === -1 ? text.length : feed + 1
  return { span: { start, end }, text: text.slice(at, Math.min(end, at + 4096)).trimEnd() }
}
