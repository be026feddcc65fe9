/**
 * `JSON.stringify(value, null, 2)` and a line end, in pieces: a text of Node ends at 512 MiB, and the findings of one
 * account with many bad files must not be what keeps all others from being printed.
 */
export function* jsonText(value: unknown): Generator<string> {
  if (!isRecord(value)) {
    yield `${JSON.stringify(value, null, 2)}\n`
    return
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  yield fields.length === 0 ? '{' : '{\n'
  for (const [index, [name, field]] of fields.entries()) {
    yield `  ${JSON.stringify(name)}: `
    yield* fieldText(field)
    yield index === fields.length - 1 ? '\n' : ',\n'
  }
  yield '}\n'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function* fieldText(field: unknown): Generator<string> {
  if (!Array.isArray(field) || field.length === 0) {
    yield nested(field, 2)
    return
  }
  const items: readonly unknown[] = field
  yield '[\n'
  for (const [index, item] of items.entries())
    yield `    ${nested(item, 4)}${index === items.length - 1 ? '\n' : ',\n'}`
  yield '  ]'
}

/** Line ends inside texts are escaped, so every one here is between two lines. */
function nested(value: unknown, depth: number): string {
  return JSON.stringify(value ?? null, null, 2).replaceAll('\n', `\n${' '.repeat(depth)}`)
}
