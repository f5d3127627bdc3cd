import t from 'tap'
import { filledTemplate, parseJidTemplate } from '../../src/stanza/jid-template.js'

/** The address that a template makes of these values; undefined if it makes none. */
function made(text: string, ...values: string[]): string | undefined {
  const template = parseJidTemplate(text)
  if (!template) throw new Error(`${text} is no template`)
  return filledTemplate(template, values)?.full
}

t.test('a template has names in braces and one literal domain', async t => {
  t.match(parseJidTemplate('{tenant}.{https://id.example.org/name}-x@Example.ORG'), {
    names: ['tenant', 'https://id.example.org/name'],
    texts: ['', '.', '-x'],
    domain: 'example.org',
  })
  for (const wrong of [
    ...['', 'sub', '{sub}', 'sub@example.org', '{sub}@', '@example.org', '{}@example.org', '{sub@example.org'],
    ...['sub}@example.org', '{{sub}}@example.org', '{sub}@{domain}', '{sub}@a@b', '{sub}@example.org/x', '{a} {b}@h'],
    ...['{sub}@exa mple.org', '{sub}/@example.org', '{sub}\\20@example.org'],
  ]) {
    t.equal(parseJidTemplate(wrong), undefined, wrong)
  }
})

t.test('XEP-0106: what a local part cannot have is escaped, and the domain stays', async t => {
  const address = (value: string) => made('{sub}@example.org', value)
  t.equal(address('Romeo'), 'romeo@example.org')
  t.equal(address("d'artagnan"), 'd\\27artagnan@example.org')
  t.equal(address('eve@evil.org'), 'eve\\40evil.org@example.org')
  t.equal(address('eve@evil.org/phone'), 'eve\\40evil.org\\2fphone@example.org')
  t.equal(address('a b"&:<>'), 'a\\20b\\22\\26\\3a\\3c\\3e@example.org')
  t.equal(address('DOMAIN\\user'), 'domain\\user@example.org')
  t.equal(made('u-{a}.{b}@example.org', 'x@', '@y'), 'u-x\\40.\\40y@example.org')
})

t.test('no two values make one address by an escape that was in them already', async t => {
  const address = (value: string) => made('{sub}@example.org', value)
  t.equal(address('a\\20b'), 'a\\5c20b@example.org')
  t.equal(address('a\\2Fb'), 'a\\5c2fb@example.org')
  t.equal(address('a\\5c20b'), 'a\\5c5c20b@example.org')
  t.equal(made('{a}{b}@example.org', 'x\\', '20y'), 'x\\5c20y@example.org')
})

t.test('values that differ in more than capital letters make no one address', async t => {
  const address = (value: string) => made('{sub}@example.org', value)
  t.same(['ROMÉO', 'Νίκος', 'İ'].map(address), ['roméo@example.org', 'νίκοσ@example.org', 'i\u0307@example.org'])
  for (const disguised of [
    ...['a\uff3c20b', 'a\ufe6820b', 'a\\\uff120b', 'a\\2\u00ad0b', 'd\uff3c27artagnan'],
    ...['\uff21dmin', 'romeo\u00ad', 'ro\u200dmeo', '\ufb01lip', 'strauß', 'rome\u006f\u0301\u017f', '\u212aate'],
  ]) {
    t.equal(address(disguised), undefined, JSON.stringify(disguised))
  }
})

t.test('a value that makes no local part makes no address', async t => {
  const address = (value: string) => made('{sub}@example.org', value)
  for (const wrong of [
    '',
    ' romeo',
    'romeo ',
    'a\u0000b',
    'a\nb',
    'eve\uff20evil.org',
    'x'.repeat(1024),
    '@'.repeat(400),
  ]) {
    t.equal(address(wrong), undefined, JSON.stringify(wrong.slice(0, 20)))
  }
  t.equal(address('x'.repeat(1023)), `${'x'.repeat(1023)}@example.org`)
})
