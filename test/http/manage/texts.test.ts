import t from 'tap'
import { MANAGE_TEXTS } from '../../../src/http/web/manage/texts/texts.js'
import { LANGUAGE_NAMES, type Language } from '../../../src/http/web/texts/texts.js'
import { ALICE, managed } from './managed.js'

const languages = Object.keys(LANGUAGE_NAMES) as Language[]

/** The texts of a language by section and key. */
function textsOf(language: Language): Map<string, string> {
  const texts = Object.entries(MANAGE_TEXTS[language]).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, text]): [string, string] => [`${section}.${key}`, text]),
  )
  return new Map(texts)
}

const placesIn = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort()

for (const language of languages) {
  t.test(`${language} has every text of the pages to manage, with the same places for values`, async t => {
    const [english, texts] = [textsOf('en'), textsOf(language)]
    t.same([...texts.keys()].sort(), [...english.keys()].sort())
    for (const [key, text] of texts) {
      t.match(text, /^\S[\s\S]*\S$/, key)
      t.same(placesIn(text), placesIn(english.get(key)), key)
    }
    if (language === 'en') return
    const same = [...texts].filter(([key, text]) => text === english.get(key) && / .* /.test(text))
    t.same(same, [], 'a sentence is translated')
  })
}

t.test('a page has the language of the browser and its direction, or those that the query names', async t => {
  const { browserOf, room } = await managed(t)
  const browser = await browserOf(ALICE, { 'accept-language': 'ar-EG,en;q=0.5' })
  t.match(await browser.opens(room), { body: /<html lang="ar" dir="rtl">/ })
  t.match(await browser.opens(`${room}?lang=de`), { body: /<html lang="de" dir="ltr">[\s\S]*Link erstellen/ })
})
