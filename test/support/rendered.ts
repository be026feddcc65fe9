import type { Answer } from '../../src/cli/output/answer.ts'
import type { Format } from '../../src/cli/output/render.ts'
import { renderAnswer } from '../../src/cli/output/render.ts'
import type { Screen } from '../../src/cli/output/screen.ts'

/** All pieces of an answer as one; bytes when the format is one of bytes. */
export function rendered(answer: Answer, format: Format, screen: Screen): string | Buffer {
  const pieces = [...renderAnswer(answer, format, screen)]
  const texts = pieces.filter((piece) => typeof piece === 'string')
  return texts.length === pieces.length
    ? texts.join('')
    : Buffer.concat(pieces.map((piece) => Buffer.from(piece)))
}
