import { describe, expect, it } from 'vitest'
import { arrangeAccounts, ownerOf, parsePasswd } from '../../src/domain/owner.ts'
import type { BytePath } from '../../src/domain/path.ts'

const table = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
alice:x:1001:1001:Alice,,,:/home/alice:/bin/sh
alice_ftp:x:2001:1001::/home/alice:/bin/false
blog:x:1003:1003::/home/alice/blog/:/bin/sh
bob:x:1002:1002::/home//./bob:/bin/sh
bobby:x:1002:1002::/home/bobby:/bin/sh
caf\xe9:x:1004:1004::/home/caf\xe9:/bin/sh
+nis::::::
-evil:x:1:1::/home/alice:/bin/sh
relative:x:1005:1005::home/x:/bin/sh
climbs:x:1006:1006::/home/../etc:/bin/sh
short:x:1007
nonumber:x:abc:1::/home/nonumber:/bin/sh

`

const accounts = arrangeAccounts(parsePasswd(Buffer.from(table, 'latin1')))

describe('ownerOf', () => {
  it.each([
    ['/home/alice', 1001, 'alice'],
    ['/home/alice/public_html/x.php', 1001, 'alice'],
    ['/home/alice/x.php', 0, 'alice'],
    ['/home/alice/x.php', 2001, 'alice_ftp'],
    ['/home/alice/blog/x.php', 1001, 'blog'],
    ['/home/alice/blogger/x.php', 1001, 'alice'],
    ['/home/alice2/x.php', 1001, 'alice'],
    ['/home/alice2/x.php', 4242, 'uid:4242'],
    ['/home/bob/x', 0, 'bob'],
    ['/srv/x', 1002, 'bob'],
    ['/home/caf\xe9/x', 0, 'caf\xe9'],
    ['/var/www/html/index.php', 33, 'www-data'],
    ['/etc/passwd', 0, 'root'],
    ['/', 0, 'root'],
    ['/srv/x', 65_534, 'nobody'],
    ['/home/nonumber/x', 4242, 'uid:4242'],
  ])('%s of uid %i belongs to %s', (path, uid, owner) => {
    expect(ownerOf(path as BytePath, uid, accounts)).toBe(owner)
  })
})

describe('parsePasswd', () => {
  it('leaves out the lines that name no account with a home', () => {
    const names = parsePasswd(Buffer.from(table, 'latin1')).map((account) => account.name)
    expect(names).toEqual([
      'root',
      'daemon',
      'nobody',
      'www-data',
      'alice',
      'alice_ftp',
      'blog',
      'bob',
      'bobby',
      'caf\xe9',
    ])
  })

  it('takes an empty table', () => {
    expect(parsePasswd(Buffer.alloc(0))).toEqual([])
  })
})
