import t from 'tap'
import { bareOf, domainOf, localOf, parseBareJid, parseJid, prepareNick } from '../../src/stanza/jid.js'

t.test('RFC 7622 3.1: an address is split into its parts', async t => {
  t.strictSame(parseJid('juliet@example.org/Balcony'), {
    local: 'juliet',
    domain: 'example.org',
    resource: 'Balcony',
    bare: 'juliet@example.org',
    full: 'juliet@example.org/Balcony',
  })
  t.strictSame(parseJid('example.org'), {
    local: '',
    domain: 'example.org',
    resource: '',
    bare: 'example.org',
    full: 'example.org',
  })
  t.match(parseJid('example.org/server'), { local: '', bare: 'example.org', resource: 'server' })
})

t.test('the first slash begins the resource part, which may hold @ and more slashes', async t => {
  t.match(parseJid('juliet@example.org/foo/bar@x'), { bare: 'juliet@example.org', resource: 'foo/bar@x' })
  t.match(parseJid('example.org/juliet@x'), { local: '', domain: 'example.org', resource: 'juliet@x' })
})

t.test('an address without a domain, or with an empty part, is malformed', async t => {
  for (const jid of ['', '@', '/', '@/', 'a@', '@example.org', '@example.org/x', '/x', 'a@/x', 'a@example.org/']) {
    t.equal(parseJid(jid), undefined, jid)
  }
  t.equal(parseJid('\u00ad@example.org'), undefined, 'a local part that is empty once prepared')
  t.equal(parseJid('a@example.org/\u200b'), undefined, 'a resource part that is empty once prepared')
})

t.test('a bare address has a local part and no resource part', async t => {
  t.equal(parseBareJid('Juliet@example.org')?.full, 'juliet@example.org')
  for (const jid of ['example.org', 'juliet@example.org/x', 'juliet@', '']) t.equal(parseBareJid(jid), undefined, jid)
})

t.test('bareOf, domainOf and localOf split a prepared address', async t => {
  const parts = (jid: string) => [bareOf(jid), localOf(jid), domainOf(jid)]
  t.strictSame(parts('a@b.c/d@e/f'), ['a@b.c', 'a', 'b.c'])
  t.strictSame(parts('a@b.c'), ['a@b.c', 'a', 'b.c'])
  t.strictSame(parts('b.c/d@e'), ['b.c', '', 'b.c'])
  t.strictSame(parts('b.c'), ['b.c', '', 'b.c'])
})

t.test('XEP-0045 17.1: a nick is a resource part', async t => {
  t.equal(prepareNick('The Third\u00a0Witch'), 'The Third Witch')
  t.equal(prepareNick('\uff21'), 'A')
  for (const nick of ['🙂', '❤\ufe0f', '漢', '-']) t.ok(prepareNick(nick), nick)
  for (const nick of ['', 'a\nb', '\ud83d', 'x'.repeat(1024)]) t.equal(prepareNick(nick), undefined)
})

t.test('an invisible nick is refused', async t => {
  const spaces = [...' \u00a0\u1680\u180e\u2000\u2003\u2009\u200a\u202f\u205f\u3000\u2800']
  const formats = [...'\u00ad\u034f\u061c\u200b\u200c\u200d\u2060\u2063\ufeff\u{1d173}\u{e0100}\u{e0020}']
  const fillers = [...'\u115f\u1160\u3164\uffa0\u17b4\u{13441}\u{13442}\u{16fe4}\u{1d159}']
  const marks = [...'\u0301\u20e3\ufe0f']
  for (const char of [...spaces, ...formats, ...fillers, ...marks]) {
    for (const nick of [char, `${char}${char}`, ` ${char} `, `\u3164${char}`]) {
      t.equal(prepareNick(nick), undefined, `U+${char.codePointAt(0)?.toString(16)}`)
    }
  }
})
