import { nameprep, nodeprep, resourceprep } from 'stanza/lib/stringprep/index.js'
import t from 'tap'
import { parseJid } from '../../src/stanza/jid.js'

/** Whether all texts are the same address. */
function areOne(...jids: string[]): boolean {
  return new Set(jids.map(jid => parseJid(jid)?.full ?? `malformed: ${jid}`)).size === 1
}

/** A character as text that every terminal can show. */
function named(char: string): string {
  return `U+${char.codePointAt(0)?.toString(16)}`
}

t.test('a local part is compared without case (nodeprep)', async t => {
  t.ok(areOne('Juliet@example.org', 'juliet@example.org'))
  t.ok(areOne('ΣΊΣΥΦΟΣ@example.org', 'σίσυφοσ@example.org', 'σίσυφος@example.org'), 'a final sigma is a sigma')
  t.ok(
    areOne('Élan@example.org', 'e\u0301lan@example.org', 'élan@example.org'),
    'a letter with a combining mark is composed',
  )
  t.ok(areOne('\uff2a\uff35liet@example.org', 'juliet@example.org'), 'full-width letters')
  t.ok(areOne('Fuß@example.org', 'fuss@example.org'), 'ß is ss')
  t.ok(areOne('jul\u00adiet@example.org', 'juliet@example.org'), 'a soft hyphen is dropped')
  t.ok(areOne('\u212b@example.org', 'å@example.org'), 'the ångström sign is the letter')
})

t.test('a domain is compared without case and without its last dot (RFC 7622 §3.2)', async t => {
  t.ok(areOne('EXAMPLE.org', 'example.org', 'example.org.'))
  t.ok(areOne('a@MÜNCHEN.example/x', 'a@münchen.example/x', 'a@mu\u0308nchen.example./x'))
  t.ok(areOne('example\u3002org', 'example\uff0eorg', 'example\uff61org', 'example.org\uff0e', 'example.org'))
  t.equal(parseJid('a@my_server.example-1.org')?.domain, 'my_server.example-1.org')
})

t.test('a domain in its ASCII form is the domain in Unicode (RFC 7622 §3.2)', async t => {
  t.ok(areOne('xn--mnchen-3ya.example', 'XN--MNCHEN-3YA.example', 'münchen.example'))
  t.equal(parseJid('a@xn--mnchen-3ya.example')?.bare, 'a@münchen.example')
})

t.test('an ASCII form of a name that is not prepared stays another domain', async t => {
  t.equal(parseJid('xn--strae-oqa.example')?.full, 'xn--strae-oqa.example', 'straße under the rules of 2008')
  t.equal(parseJid('XN--Example-.org')?.full, 'xn--example-.org', 'the ASCII form of an ASCII name')
  t.equal(
    parseJid('xn--mnchen-xra.example')?.full,
    'xn--mnchen-xra.example',
    'the ASCII form of a name with a capital Ü',
  )
  t.equal(parseJid('xn--99999999.example')?.full, 'xn--99999999.example', 'the ASCII form of no name')
})

t.test('the direction of writing is checked for each label of a domain', async t => {
  t.equal(parseJid('שלום.example')?.full, 'שלום.example')
  t.equal(parseJid('שלוםx.example'), undefined)
})

t.test('an IPv6 address stands in brackets', async t => {
  t.match(parseJid('a@[2001:DB8::1]/x'), { domain: '[2001:db8::1]', resource: 'x' })
  t.equal(parseJid('127.0.0.1')?.domain, '127.0.0.1')
  for (const domain of ['[::1', '::1', '[]', '[:]', '[::1]:5222', '[1.2.3.4]', '[::g]', '[[::1]]']) {
    t.equal(parseJid(`a@${domain}`), undefined, domain)
  }
})

t.test('a domain with an empty label, or with characters outside host names, is malformed', async t => {
  const labels = ['.', '..', '.example', 'a..b', 'example.org..', 'a.\u00ad.b']
  const signs = [...' !"#$%&\'()*+,:;<=>?@[\\]^`{|}~\t\n\0\u007f', '\u00a0', '\u2024', '\u2100'].map(
    sign => `a${sign}b`,
  )
  for (const domain of [...labels, ...signs, 'example.org:5222', 'b@c']) {
    t.equal(parseJid(`a@${domain}`), undefined, JSON.stringify(domain))
  }
})

t.test('a local part has no space and no separators of addresses (RFC 6122, appendix A.5)', async t => {
  for (const sign of [
    ...' "&\':<>\t\n\0\u007f',
    '\u00a0',
    '\u3000',
    '\u0085',
    '\u2028',
    '\ufffd',
    '\ufe6b',
    '\uff0f',
  ]) {
    t.equal(parseJid(`a${sign}b@example.org`), undefined, named(sign))
  }
  t.equal(parseJid('a@b@example.org'), undefined)
})

t.test('surrogates, noncharacters, private-use and control code points are refused in each part', async t => {
  for (const char of [
    '\ud800',
    '\udc00',
    '\ufffe',
    '\ufdd0',
    '\ue000',
    '\u{10ffff}',
    '\u202e',
    '\u{e0041}',
    '\u2ff0',
  ]) {
    for (const jid of [`a${char}b@example.org`, `a@b${char}c`, `a@example.org/b${char}c`]) {
      t.equal(parseJid(jid), undefined, named(char))
    }
  }
})

t.test('letters of both directions of writing are not mixed in a part (RFC 3454 §6)', async t => {
  for (const jid of ['aא@example.org', 'א1@example.org', 'a@example.org/aא', '1א@example.org']) {
    t.equal(parseJid(jid), undefined, jid)
  }
  t.ok(parseJid('א1א@example.org/אא'))
})

t.test('a newer variant of a letter is refused, since servers treat it as another letter', async t => {
  for (const char of ['\u2090', '\u{1f130}', '\u1d2c', '\u{1fbf1}', '\u{1f201}']) {
    for (const jid of [`${char}lice@example.org`, `a@${char}lice.org`, `a@example.org/${char}lice`]) {
      t.equal(parseJid(jid), undefined, jid)
    }
  }
  t.equal(parseJid('🙂@🙂.example/🙂')?.full, '🙂@🙂.example/🙂', 'other new characters are kept')
})

t.test('a part has at most 1023 bytes of UTF-8, before and after it is prepared; a domain has 255', async t => {
  const [longest, domain] = ['a'.repeat(1023), 'a'.repeat(255)]
  t.equal(parseJid(`${longest}@${domain}/${longest}`)?.full.length, 2 * 1023 + 255 + 2)
  for (const jid of [`${longest}a@b`, `b@${domain}a`, `b@b/${longest}a`]) t.equal(parseJid(jid), undefined)
  t.ok(parseJid(`b@b/${'é'.repeat(511)}`))
  t.equal(parseJid(`b@b/${'é'.repeat(512)}`), undefined, 'bytes are counted, not characters')
  t.equal(parseJid(`${'\u00ad'.repeat(600)}b@b`), undefined, 'before')
  t.ok(parseJid(`b@b/${'\u0390'.repeat(511)}`))
  t.equal(parseJid(`${'\u0390'.repeat(511)}@b`)?.local, '\u0390'.repeat(511))
  t.equal(parseJid('\u3300.'.repeat(50)), undefined, 'after: the labels together')
  t.equal(parseJid(`b@b/${'\ufdfa'.repeat(40)}`), undefined, 'after: one character becomes eighteen')
})

t.test('a resource part keeps its case and its spaces', async t => {
  t.equal(parseJid('a@b/The  Nurse ')?.resource, 'The  Nurse ')
  t.equal(parseJid('a@b/ ')?.resource, ' ')
  t.notOk(areOne('a@b/Nurse', 'a@b/nurse'))
  t.equal(parseJid('a@b/ß')?.resource, 'ß')
})

t.test('a resource part is normalised and has no control characters (resourceprep)', async t => {
  t.ok(areOne('a@b/e\u0301\u00a0\uff21', 'a@b/é A'))
  for (const char of ['\0', '\n', '\t', '\u007f', '\u0080', '\u2028']) t.equal(parseJid(`a@b/x${char}y`), undefined)
})

t.test('an escaped local part stays escaped (XEP-0106)', async t => {
  t.equal(parseJid('d\\27artagnan@example.org')?.local, 'd\\27artagnan')
  t.ok(areOne('at\\2Fslash@example.org', 'at\\2fslash@example.org'))
  t.notOk(areOne('a\\5c20b@example.org', 'a\\20b@example.org'))
})

t.test('the shortcut for ASCII has the same results as the stringprep profiles', async t => {
  const signs = 'abcXYZ019.-_+!~\\$%'
  const random = numbers(20_261)
  for (let round = 0; round < 3000; round++) {
    const [local, resource] = [0, 1].map(() => text(signs, random)) as [string, string]
    const domain = text('abcXYZ019-_', random)
    const expected = `${nodeprep(local)}@${nameprep(domain)}/${resourceprep(resource)}`
    if (parseJid(`${local}@${domain}/${resource}`)?.full !== expected) t.fail(`${local}@${domain}/${resource}`)
  }
})

t.test('preparing a prepared part does not change it', async t => {
  const random = numbers(7622)
  const signs = [...'aA1.-ßÅſK', '\u0345', '\u0130', '\u1e9e', '\u03f4', '\u2126', '\uff21', '\u{1d400}', '\u1fb3', 'ﬀ']
  let read = 0
  for (let round = 0; round < 3000; round++) {
    const jid = parseJid(`${text(signs, random)}@${text(signs, random)}/${text(signs, random)}`)
    if (!jid) continue
    read++
    if (parseJid(jid.full)?.full !== jid.full) t.fail(JSON.stringify(jid))
  }
  t.ok(read > 500, `${read} addresses were read`)
})

/** Pseudo-random numbers from 0 to 1, the same in each run. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

function text(signs: string | readonly string[], random: () => number): string {
  const length = 1 + Math.floor(random() * 6)
  return Array.from({ length }, () => signs[Math.floor(random() * signs.length)]).join('')
}
