import { describe, expect, it } from 'vitest'
import { cleanContent } from '../../src/cleaner/clean.ts'
import { bytesOf } from '../../src/cleaner/slices.ts'
import type { Finding, Verdict } from '../../src/domain/verdict.ts'
import { outcomeOf } from '../../src/domain/verdict.ts'
import { loadYaraEngine } from '../../src/rules/loadEngine.ts'
import { shippedPacks } from '../../src/rules/loadPacks.ts'
import { judgeBytes, loaded } from '../support/packs.ts'
import { examples } from '../support/payloads/examples.ts'
import type { Example } from '../support/payloads/examples.ts'

const ruleset = loaded(await loadYaraEngine(), shippedPacks()).all

function judge({ fileClass }: Example, bytes: Buffer): Verdict {
  return judgeBytes(bytes, ruleset, fileClass)
}

/** The cleaned bytes; throws when the example is not cleaned. */
function cleaned(example: Example): string {
  const { fileClass, infected } = example
  const content = Buffer.from(infected, 'latin1')
  const answer = cleanContent({ aim: 'ranges', fileClass, content, base: null }, (bytes) =>
    judge(example, bytes),
  )
  if (answer.state !== 'cut') throw new Error(`${example.title}: ${JSON.stringify(answer)}`)
  return bytesOf(content, answer.slices).toString('latin1')
}

const telling =
  /(?<![~\w])(e)(val\()|(\$_P)(OST)|(\$_REQ)(UEST)|(\$_CO)(OKIE)|(base64_)(decode)|(gz)(inflate)|(shell_)(exec)|(auto_)(prepend)/g

/** With `~` in the words that scanners look for. */
function masked(text: string): string {
  return text.replace(telling, (...parts: readonly unknown[]) =>
    parts
      .slice(1, 15)
      .filter((part) => typeof part === 'string')
      .join('~'),
  )
}

function block(language: string, text: string): string {
  return `\`\`\`${language}\n${masked(text)}${text.endsWith('\n') ? '' : '\n'}\`\`\``
}

function explanation({ reason, summary, evidence, trace }: Finding): string {
  const [first] = evidence
  const layer = first === undefined || first.layer.length === 0 ? '' : `, inside ${first.layer.join(' > ')}`
  const way = trace.length === 0 ? '' : `\n  From source to sink: \`${masked(trace.join(' -> '))}\`.`
  return `- **${reason}**: ${summary} Line ${first?.line ?? 0}${layer}.${way}`
}

function section(example: Example, number: number): string {
  const language = example.fileClass === 'generic' ? 'php' : 'apache'
  const { findings } = judge(example, Buffer.from(example.infected, 'latin1'))
  return [
    `## ${number}. ${example.title}`,
    `Infected \`${example.file}\`:`,
    block(language, example.infected),
    findings.map(explanation).join('\n'),
    'Cleaned, byte by byte what it was:',
    block(language, cleaned(example)),
  ].join('\n\n')
}

const preface = `# Ten examples
From the infected file to the explanation and the cleaned bytes, without any clean version to compare with. All of them are
harmless: what they would run is a form field that no form has. \`~\` stands in words that scanners look for, so that none
takes this page for malware. Written and proven by \`test/cleaner/examples.test.ts\` (\`npx vitest run --update\` there).`

describe('the examples', () => {
  it.each(examples)('$title: is found, and cleaned to what it was', (example) => {
    const { clean, infected } = example
    expect(outcomeOf(judge(example, Buffer.from(clean, 'latin1')))).toBe('clean')
    expect(outcomeOf(judge(example, Buffer.from(infected, 'latin1')))).toBe('malicious')
    expect(cleaned(example)).toBe(clean)
  })

  it('are what docs/EXAMPLES.md shows', async () => {
    const text = [preface, ...examples.map((example, index) => section(example, index + 1))].join('\n\n')
    await expect(`${text}\n`).toMatchFileSnapshot('../../docs/EXAMPLES.md')
  })
})
