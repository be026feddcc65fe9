import fc from 'fast-check'
import { expect, it } from 'vitest'
import { html } from '../../src/cli/html/markup.ts'

it('no text becomes markup, in an element or in an attribute', () => {
  const dangerous = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '/', ' ', '=') })
  fc.assert(
    fc.property(dangerous, (text) => {
      const { html: page } = html`<p title="${text}">${text}</p>`
      const inside = page.slice('<p title="'.length, -'</p>'.length)
      expect(inside.match(/[<>"']/g)).toEqual(['"', '>'])
    }),
  )
})

it('markup stays what it is, and a list of it is joined', () => {
  const cells = ['a<b', '&amp;'].map((text) => html`<td>${text}</td>`)
  expect(html`<tr>${cells}</tr>`.html).toBe('<tr><td>a&lt;b</td><td>&amp;amp;</td></tr>')
})
