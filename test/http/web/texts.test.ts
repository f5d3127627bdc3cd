import t from 'tap'
import { fill, html } from '../../../src/http/web/html.js'
import { languageOf } from '../../../src/http/web/language.js'
import { directionOf, LANGUAGE_NAMES, type Language, TEXTS } from '../../../src/http/web/texts/texts.js'

const languages = Object.keys(LANGUAGE_NAMES) as Language[]

/** The texts of a language by section and key. */
function textsOf(language: Language): Map<string, string> {
  const sections = Object.entries(TEXTS[language])
  const texts = sections.flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, text]): [string, string] => [`${section}.${key}`, text]),
  )
  return new Map(texts)
}

const placesIn = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

for (const language of languages) {
  t.test(`${language} has every text of the pages, with the same places for values, and no other`, async t => {
    const [english, texts] = [textsOf('en'), textsOf(language)]
    t.same([...texts.keys()].sort(), [...english.keys()].sort())
    for (const [key, text] of texts) {
      t.match(text, /^\S[\s\S]*\S$|^\S$/, key)
      t.same(placesIn(text), placesIn(english.get(key)), key)
    }
  })
}

t.test('a text is translated, except names and the words that are the same in both languages', async t => {
  const english = textsOf('en')
  for (const language of languages.filter(one => one !== 'en')) {
    const same = [...textsOf(language)].filter(([key, text]) => text === english.get(key)).map(([key]) => key)
    const sentences = same.filter(key => (english.get(key) ?? '').includes(' ') && !key.startsWith('apps.'))
    t.same(sentences, [], language)
  }
})

t.test('the language is the chosen one, else the most wanted that the pages have, else English', async t => {
  const wanted = (accepted?: string, chosen?: unknown) => languageOf({ accepted, chosen })
  t.equal(wanted(), 'en')
  t.equal(wanted('de-AT,de;q=0.9,en;q=0.8'), 'de')
  t.equal(wanted('en;q=0.5, pt-BR'), 'pt')
  t.equal(wanted('ja, zh-Hant;q=0.9, ru;q=0.2'), 'ru')
  t.equal(wanted('fr;q=0, es;q=0.1'), 'es')
  t.equal(wanted('ja'), 'en')
  t.equal(wanted('*'), 'en')
  t.equal(wanted('de', 'ar'), 'ar')
  for (const chosen of ['xx', '', ['ar'], '__proto__', 'toString', 7])
    t.equal(wanted('de', chosen), 'de', String(chosen))
  for (const broken of [';;;', 'de;q=', 'a'.repeat(10_000), ','.repeat(10_000)]) t.equal(wanted(broken), 'en')
  t.equal(directionOf('ar'), 'rtl')
  t.equal(directionOf('de'), 'ltr')
})

t.test('a value stays text in the place that it fills; a place without a value is a fault', async t => {
  t.equal(fill('{who} & {what}', { who: '<b>', what: html`<i>x</i>` }).toString(), '&lt;b&gt; &amp; <i>x</i>')
  t.throws(() => fill('{toString}', {}), /no value/)
})
