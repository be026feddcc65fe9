import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { slowShapes } from '../support/regexShape.ts'

const rooms = ['src/engine', 'src/cleaner']
/** The pattern engine is native code by its nature; it is loaded there and nowhere else. */
const patternEngine = resolve('src/engine/yara')
const allowedModules = new Set(['node:zlib', 'node:crypto', 'acorn'])

test('nothing that reads a sample can reach files, processes or the network', () => {
  const entries = rooms.flatMap(sourcesIn).filter((path) => !path.startsWith(patternEngine))
  expect(entries.length).toBeGreaterThan(100)
  const reached = [...reachable(entries)].filter(([path]) => !path.startsWith(patternEngine))
  const forbidden = reached.flatMap(([path, modules]) =>
    modules.filter((name) => !allowedModules.has(name)).map((name) => `${path}: ${name}`),
  )
  expect(forbidden).toEqual([])
})

test('no regular expression over a sample grows faster than the sample', () => {
  const expressions = rooms.flatMap(sourcesIn).flatMap(expressionsIn)
  expect(expressions.length).toBeGreaterThan(200)
  const slow = expressions.flatMap(({ place, source, flags }) =>
    slowShapes(source, flags).map((shape) => `${place} /${source}/${flags}: ${shape}`),
  )
  expect(slow).toEqual([])
})

test('the shapes that are slow are seen', () => {
  const slow = [
    '(a+)+b',
    '^(?:[^x]+|y)*$',
    '^\\s*\\s*x',
    '^.*?.*x',
    'a+$',
    '\\s+x',
    '^(\\w+\\s?)*!',
    '^a*b?a*c',
    '^(?:a|b*)*c',
  ]
  for (const source of slow) expect(slowShapes(source, ''), source).not.toEqual([])
  const fast = [
    '^a+b*$',
    '^(?:, *\\w+)*x',
    'x[a-z]*1',
    '\\s+',
    '[ \\t]*',
    "^(?:[^'\\\\]|\\\\.)*x",
    '(?<!\\s)\\s+$',
    '^a{0,5}a{0,5}',
  ]
  for (const source of fast) expect(slowShapes(source, ''), source).toEqual([])
})

function sourcesIn(room: string): string[] {
  const names = readdirSync(room, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.ts')).map((name) => resolve(room, name))
}

/** Each file that is imported from these, with the modules that it takes from elsewhere; types are no imports. */
function reachable(entries: readonly string[]): Map<string, readonly string[]> {
  const reached = new Map<string, readonly string[]>()
  const open = [...entries]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (reached.has(path)) continue
    const names = importsOf(path)
    reached.set(
      path,
      names.filter((name) => !name.startsWith('.')),
    )
    for (const name of names) if (name.startsWith('.')) open.push(join(dirname(path), name))
  }
  return reached
}

function importsOf(path: string): string[] {
  const names: string[] = []
  visit(parse(path), (node) => {
    if (ts.isImportDeclaration(node) && node.importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
      names.push(textOf(node.moduleSpecifier))
    if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
      names.push(textOf(node.moduleSpecifier))
    if (!ts.isCallExpression(node)) return
    const callee = node.expression.getText()
    if (callee === 'import' || callee === 'require' || callee.endsWith('getBuiltinModule')) names.push(callee)
  })
  return names
}

function expressionsIn(path: string): { place: string; source: string; flags: string }[] {
  const found: { place: string; source: string; flags: string }[] = []
  const file = parse(path)
  visit(file, (node) => {
    if (!ts.isRegularExpressionLiteral(node)) return
    const end = node.text.lastIndexOf('/')
    const line = file.getLineAndCharacterOfPosition(node.getStart()).line + 1
    found.push({ place: `${path}:${line}`, source: node.text.slice(1, end), flags: node.text.slice(end + 1) })
  })
  return found
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, (child) => {
    visit(child, look)
  })
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteral(node) ? node.text : node.getText()
}
