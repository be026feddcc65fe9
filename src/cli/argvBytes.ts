const replacementCharacter = '\ufffd'

/** Gives the bytes behind a text argument; the same text asked for again gives the next argument that reads so. */
export type BytesOf = (text: string) => Buffer

/**
 * Node decodes arguments as UTF-8 and loses every byte that is not. `commandLine` is what the kernel kept
 * (/proc/self/cmdline); its last arguments are `argv`. A text without a replacement character lost nothing. Where the
 * two do not agree, the text as typed is all there is.
 */
export function argvBytes(argv: readonly string[], commandLine: readonly Buffer[] | undefined): BytesOf {
  const waiting = lossyArguments(argv, commandLine ?? [])
  return (text) => {
    const index = text.includes(replacementCharacter) ? waiting.findIndex(readsAs(text)) : -1
    const [found] = index === -1 ? [] : waiting.splice(index, 1)
    return found ?? Buffer.from(text)
  }
}

function lossyArguments(argv: readonly string[], commandLine: readonly Buffer[]): Buffer[] {
  const last = commandLine.slice(Math.max(0, commandLine.length - argv.length))
  const agrees = last.length === argv.length && last.every((bytes, index) => bytes.toString() === argv[index])
  return agrees ? last.filter((bytes) => bytes.toString().includes(replacementCharacter)) : []
}

function readsAs(text: string): (bytes: Buffer) => boolean {
  return (bytes) => bytes.toString() === text
}
