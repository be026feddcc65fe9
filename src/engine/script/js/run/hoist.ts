import type { ModuleDeclaration, Statement } from 'acorn'
import type { Machine } from './machine.ts'
import type { Scope } from './value.ts'

/** Function declarations are there before the first statement of their list runs. */
export function hoist(
  machine: Machine,
  statements: readonly (Statement | ModuleDeclaration)[],
  scope: Scope,
): void {
  for (const statement of statements) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement
    if (declaration?.type !== 'FunctionDeclaration' || declaration.id === null) continue
    scope.names.set(declaration.id.name, machine.closure(declaration, scope))
  }
}
