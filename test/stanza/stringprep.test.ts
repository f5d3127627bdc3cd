import { prepare } from 'stanza/JID.js'
import { A1, nameprep, nodeprep, resourceprep } from 'stanza/lib/stringprep/index.js'
import t from 'tap'
import { prepareDomain, prepareLocal, prepareResource } from '../../src/stanza/jid-parts.js'

/*
 * The profiles of stringprep come from paths that their package does not publish. These vectors fail when a release
 * moves or changes them. The profiles are nodeprep (RFC 6122, appendix A), nameprep (RFC 3491) and resourceprep
 * (RFC 6122, appendix B).
 */

/** What each profile makes of a text: the first is the text, then come the results, undefined where it refuses. */
type Vector = readonly [text: string, node: string | undefined, name: string | undefined, resource: string | undefined]

const MAPPED: readonly Vector[] = [
  // RFC 3454, table B.1: mapped to nothing.
  ['\u00ad\u034f\u1806\u180b\u200c\u200d\u2060\ufe00\ufe0f\ufeffa', 'a', 'a', 'a'],
  // Table B.2: case folding, which resourceprep leaves out.
  ['CAFE', 'cafe', 'cafe', 'CAFE'],
  ['stra\u00dfe', 'strasse', 'strasse', 'stra\u00dfe'],
  ['\u0130', 'i\u0307', 'i\u0307', '\u0130'],
  ['\u0131', '\u0131', '\u0131', '\u0131'],
  ['\u03a3\u03c2', '\u03c3\u03c3', '\u03c3\u03c3', '\u03a3\u03c2'],
  // Table B.2 folds these to several characters.
  ['\u1fb7', '\u1fb6\u03b9', '\u1fb6\u03b9', '\u1fb7'],
  ['\u0390', '\u0390', '\u0390', '\u0390'],
  // RFC 3454 §4: NFKC.
  ['e\u0301', '\u00e9', '\u00e9', '\u00e9'],
  ['\u212b', '\u00e5', '\u00e5', '\u00c5'],
  ['\uff2a\ufb00', 'jff', 'jff', 'Jff'],
  ['\u2121\u33c6\u{1d7bb}', 'telc\u2215kg\u03c3', 'telc\u2215kg\u03c3', 'TELC\u2215kg\u03c2'],
  ['\u1e9b\u0323', '\u1e69', '\u1e69', '\u1e69'],
  [
    '\u3316',
    '\u30ad\u30ed\u30e1\u30fc\u30c8\u30eb',
    '\u30ad\u30ed\u30e1\u30fc\u30c8\u30eb',
    '\u30ad\u30ed\u30e1\u30fc\u30c8\u30eb',
  ],
  // A space, after NFKC: nodeprep alone prohibits it (table C.1.1).
  ['j\u030c\u00a0\u00aa', undefined, '\u01f0 a', '\u01f0 a'],
  ['\u0143\u037a', undefined, '\u0144 \u03b9', '\u0143 \u0345'],
]

/** The characters that RFC 3454 prohibits by these tables in every profile. */
const PROHIBITED: Readonly<Record<string, readonly string[]>> = {
  'C.1.2, non-ASCII spaces': ['\u1680'],
  'C.2.2, non-ASCII control characters': ['\u0080', '\u0085', '\u070f', '\u180e', '\u2028', '\ufffc', '\u{1d175}'],
  'C.3, private use': ['\ue000', '\uf8ff', '\u{f0000}', '\u{10fffd}'],
  'C.4, no characters': ['\ufdd0', '\ufdef', '\ufffe', '\uffff', '\u{1fffe}', '\u{8fffe}', '\u{fffff}', '\u{10ffff}'],
  'C.5, surrogates': ['\ud800', '\udf42'],
  'C.6, inappropriate for plain text': ['\ufff9', '\ufffd'],
  'C.7, inappropriate for canonical representation': ['\u2ff0', '\u2ff5', '\u2ffb'],
  'C.8, change of display': ['\u200e', '\u200f', '\u202a', '\u202e', '\u206f'],
  'C.9, tags': ['\u{e0001}', '\u{e0020}', '\u{e0042}', '\u{e007f}'],
}

const ALEF = '\u0627'
const BEH = '\u0628'

/** What a profile makes of a text; undefined where it throws. */
function applied(profile: (text: string) => string, text: string): string | undefined {
  try {
    return profile(text)
  } catch {
    return undefined
  }
}

function resultsOf(text: string): (string | undefined)[] {
  return [nodeprep, nameprep, resourceprep].map(profile => applied(profile, text))
}

/** A text whose characters every reader of the results can show. */
function shown(text: string): string {
  return [...text].map(char => `U+${char.codePointAt(0)?.toString(16)}`).join(' ')
}

t.test('RFC 3454 §3 and §4: the profiles map, fold and normalise', async t => {
  for (const [text, ...expected] of MAPPED) t.same(resultsOf(text), expected, shown(text))
})

t.test('RFC 3454 §5: every profile refuses what the tables prohibit', async t => {
  for (const [table, characters] of Object.entries(PROHIBITED)) {
    for (const char of characters) {
      t.same(resultsOf(`x${char}y`), [undefined, undefined, undefined], `${table}: ${shown(char)}`)
    }
  }
})

t.test(
  'RFC 3491 §5: nameprep permits ASCII control characters and spaces, which the other profiles refuse',
  async t => {
    for (const char of ['\u0000', '\u0010', '\u001f', '\u007f']) {
      t.same(resultsOf(`x${char}y`), [undefined, `x${char}y`, undefined], shown(char))
    }
    t.same(resultsOf('x y'), [undefined, 'x y', 'x y'])
    t.equal(prepareDomain('x\u0010y'), undefined, 'our own rule for host names refuses them')
  },
)

t.test('RFC 6122, appendix A.5: nodeprep alone refuses the characters that delimit an address', async t => {
  for (const char of '"&\'/:<>@') {
    t.same(resultsOf(`x${char}y`), [undefined, `x${char}y`, `x${char}y`], shown(char))
  }
})

t.test('RFC 3454 §6: right-to-left text begins and ends right-to-left, and has no left-to-right letter', async t => {
  const allowed = [`${ALEF}1${BEH}`, `${ALEF}${BEH}`]
  const refused = ['foo\u05bebar', 'foo\ufd50bar', `${ALEF}1`, `1${ALEF}`, `${ALEF}a${BEH}`]
  for (const text of allowed) t.same(resultsOf(text), [text, text, text], shown(text))
  for (const text of refused) t.same(resultsOf(text), [undefined, undefined, undefined], shown(text))
})

t.test('RFC 3454 §7: a query may contain code points that Unicode 3.2 does not assign', async t => {
  // U+0221 and U+1E9E came after Unicode 3.2, U+0220 and the end of its Hangul did not.
  t.same(['\u0221', '\u1e9e', '\u{1f642}', '\u0220', '\ud7a3', 'a'].map(isUnassigned), [
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  for (const char of ['\u0221', '\u1e9e', '\u{1f642}']) t.same(resultsOf(char), [char, char, char], shown(char))
  for (const profile of [nodeprep, nameprep, resourceprep]) t.throws(() => profile('\u0221', false), 'a stored string')
})

function isUnassigned(char: string): boolean {
  return A1.contains(char.codePointAt(0) ?? 0)
}

t.test('RFC 3490 §4.2: a domain is read from its ASCII form', async t => {
  t.equal(prepare({ domain: 'xn--mnchen-3ya.xn--p1ai' }).domain, 'm\u00fcnchen.\u0440\u0444')
  t.throws(() => prepare({ domain: 'xn--99999999' }))
})

t.test('RFC 6122 §2: a part has 1 to 1023 bytes of UTF-8 after it is prepared; here a domain has 255', async t => {
  for (const [prepared, most] of [
    [prepareLocal, 1023],
    [prepareDomain, 255],
    [prepareResource, 1023],
  ] as const) {
    const wide = '\u4e00'.repeat(most / 3)
    t.equal(prepared('a'.repeat(most)), 'a'.repeat(most), prepared.name)
    t.equal(prepared('a'.repeat(most + 1)), undefined, prepared.name)
    t.equal(prepared(wide), wide, `${prepared.name}: characters of 3 bytes`)
    t.equal(prepared(`${wide}\u4e00`), undefined, prepared.name)
    t.equal(prepared('\u3300'.repeat(86)), undefined, `${prepared.name}: 86 characters of 12 bytes once normalised`)
    t.equal(prepared(''), undefined, prepared.name)
    t.equal(prepared('\u00ad'), undefined, `${prepared.name}: mapped to nothing`)
  }
})
