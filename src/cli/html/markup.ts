/**
 * HTML that was escaped already. Only this file makes it, so that no text reaches a page by itself: everything a page
 * says comes from names, contents and rules that others wrote.
 */
export interface Markup {
  readonly html: string
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** `html\`<td>${text}</td>\``: text is escaped, markup stays, a list is joined. Text must be safe for display already. */
export function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | Markup | readonly Markup[])[]
): Markup {
  const pieces = parts.map((part, index) => part + markupOf(values[index] ?? ''))
  return { html: pieces.join('') }
}

function markupOf(value: string | Markup | readonly Markup[]): string {
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (character) => entities[character] ?? '')
  return isList(value) ? value.map((markup) => markup.html).join('') : value.html
}

function isList(value: Markup | readonly Markup[]): value is readonly Markup[] {
  return Array.isArray(value)
}
