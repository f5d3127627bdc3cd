import t from 'tap'
import { chatLineIn } from '../../src/invites/chat/chat-line.js'
import { termsIn } from '../../src/invites/chat/terms-in.js'
import { row } from '../../src/invites/chat/texts/isolate.js'
import { CHAT_COMMANDS } from '../../src/invites/chat/texts/shape.js'
import { fill, TEXTS } from '../../src/invites/chat/texts/texts.js'
import { xml } from '../../src/stanza/element.js'

const line = (text: string, lang?: string) =>
  chatLineIn(xml('message', { type: 'chat', 'xml:lang': lang }, xml('body', {}, text)))

/** The places of each text, by the path of its key. */
function placesOf(texts: object, path = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) => {
      if (typeof value === 'string') return [[`${path}${key}`, (value.match(/\{\w+\}/g) ?? []).sort().join()]]
      return Array.isArray(value) ? [] : Object.entries(placesOf(value as object, `${path}${key}.`))
    }),
  )
}

for (const [language, texts] of Object.entries(TEXTS)) {
  t.test(`${language}: each text has the places of the English one, and each word gives its command`, async t => {
    t.same(placesOf(texts), placesOf(TEXTS.en))
    for (const command of CHAT_COMMANDS) {
      for (const word of texts.words[command]) {
        t.match(line(word, language), { command, language, words: [] }, word)
        t.match(line(`${word.toUpperCase()} Ball`, language), { command, words: ['Ball'] }, word)
      }
      t.match(line(TEXTS.en.words[command][0], language), { command, language }, 'English is always understood')
    }
    for (const [unit, names] of Object.entries(texts.units)) {
      for (const name of names) t.same(termsIn(['3', name], texts), termsIn([`3${unit}`], TEXTS.en), name)
    }
  })
}

t.test('the terms of a link are a lifetime and a number of uses in any order, then a label', async t => {
  const terms = (words: string) => termsIn(words === '' ? [] : words.split(' '), TEXTS.en)
  const day = 24 * 3600
  t.same(terms(''), { lifetime: undefined, maxUses: undefined, label: undefined })
  t.same(terms('7d 20'), { lifetime: 7 * day, maxUses: 20, label: undefined })
  t.same(terms('20 2 weeks Summer party 2'), { lifetime: 14 * day, maxUses: 20, label: 'Summer party 2' })
  t.same(terms('0 0'), { lifetime: 0, maxUses: 0, label: undefined })
  t.equal(terms('Summer 7d'), undefined)
})

t.test('a form, an invitation, an error and a long text are no lines', async t => {
  const message = (attrs: Record<string, string>, ...more: ReturnType<typeof xml>[]) =>
    chatLineIn(xml('message', attrs, xml('body', {}, 'links'), ...more))
  t.match(message({}), { command: 'links' })
  t.match(message({}, xml('x', { xmlns: 'http://jabber.org/protocol/muc#user' })), { command: 'links' })
  t.equal(message({ type: 'error' }), undefined)
  t.equal(message({ type: 'groupchat' }), undefined)
  t.equal(message({}, xml('x', { xmlns: 'jabber:x:data' })), undefined)
  t.equal(message({}, xml('x', { xmlns: 'http://jabber.org/protocol/muc#user' }, xml('invite'))), undefined)
  t.match(line(`links ${'x'.repeat(500)}`), { command: undefined })
})

t.test(
  'a name or a date keeps its order in a text from right to left, and a copied line is read without the marks',
  async t => {
    t.equal(fill('Link {link}', { link: 'Ball' }), 'Link Ball')
    t.equal(
      fill(TEXTS.ar.links.resumed, { link: 'Ball', room: 'x' }),
      'الرابط \u2068Ball\u2069 إلى \u2068x\u2069 مفتوح من جديد.',
    )
    t.equal(row(['حفلة', '', 'open']), '\u2068حفلة\u2069 · \u2068open\u2069')
    t.match(line('\u2068pause 43499c\u2069'), { command: 'pause', words: ['43499c'] })
  },
)
