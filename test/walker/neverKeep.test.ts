import { describe, expect, it } from 'vitest'
import { isNeverKept } from '../../src/walker/neverKeep.ts'
import { bytePath } from '../support/scratch.ts'

describe('isNeverKept', () => {
  it.each([
    '/home/a/Maildir/cur/1700000000.M1P2.host,S=99:2,S',
    '/home/a/mail/example.org/info/new/1700000000.M1P2.host',
    '/home/a/Maildir/.Sent/tmp/whatever',
    '/var/lib/php/sessions/sess_1kq9f0s3v5b2n8m4c7x6z0a1s2',
    '/home/a/.ssh/id_rsa',
    '/home/a/.ssh/id_ed25519_sk',
    '/home/a/ssl/keys/example.KEY',
    '/home/a/cert.pem',
    '/home/a/.bash_history',
    '/root/.mysql_history',
    '/home/a/public_html/backup.sql',
    '/home/a/DUMP.SQL.GZ',
  ])('%s is not kept', (path) => {
    expect(isNeverKept(bytePath(path))).toBe(true)
  })

  it.each([
    '/',
    '/home/a/public_html/index.php',
    '/home/a/public_html/mail/new/index.php',
    '/home/a/public_html/cur/style.css',
    '/home/a/Maildir/dovecot.index',
    '/home/a/public_html/sess_handler.php',
    '/home/a/public_html/id_rsa.php',
    '/home/a/.ssh/id_rsa.pub',
    '/home/a/public_html/key.php',
    '/home/a/public_html/sql.php',
    '/home/a/public_html/x.sql.php',
  ])('%s may be kept', (path) => {
    expect(isNeverKept(bytePath(path))).toBe(false)
  })
})
