import t from 'tap'
import { appendPage, type ListItem } from '../../../src/muc/operations/list-page.js'
import { type Element, parseElement, xml } from '../../../src/stanza/element.js'

const RSM = 'http://jabber.org/protocol/rsm'
const query = (set = '') => parseElement(`<query>${set && `<set xmlns='${RSM}'>${set}</set>`}</query>`)
const items: ListItem[] = ['a', 'b', 'c', 'd', 'e'].map(id => ({
  id,
  element: xml('item', { jid: id, name: 'n'.repeat(60_000) }),
}))
const part = { items, start: 0, count: 5 }
const jids = (answer: Element) => answer.getChildren('item').map(({ attrs }) => attrs['jid'])
const setOf = (answer: Element) => answer.getChild('set', RSM)?.toString().replace(` xmlns="${RSM}"`, '')

t.test('6.3: a list too long for one answer is cut, with a set that gives the total count', async t => {
  const answer = appendPage(xml('query'), part, query())
  t.same(jids(answer), ['a', 'b', 'c'])
  t.equal(setOf(answer), '<set><first index="0">a</first><last>c</last><count>5</count></set>')
})

t.test('RFC 6120 13.12: the maximum length of an answer is in bytes', async t => {
  const wide = ['a', 'b'].map(id => ({ id, element: xml('item', { jid: id, name: '字'.repeat(40_000) }) }))
  t.same(jids(appendPage(xml('query'), { items: wide, start: 0, count: 2 }, query())), ['a'])
})

t.test('XEP-0059 2.3: a page read backwards is cut at its beginning', async t => {
  const answer = appendPage(xml('query'), part, query('<before/>'))
  t.same(jids(answer), ['c', 'd', 'e'])
  t.equal(setOf(answer), '<set><first index="2">c</first><last>e</last><count>5</count></set>')
})

t.test('XEP-0059 2.2: a set is included on request, but not for an empty list', async t => {
  const short = { items: [{ id: 'a', element: xml('item', { jid: 'a' }) }], start: 0, count: 1 }
  t.equal(setOf(appendPage(xml('query'), short, query())), undefined)
  t.match(setOf(appendPage(xml('query'), short, query('<max>5</max>'))), /<count>1</)
  t.equal(setOf(appendPage(xml('query'), { items: [], start: 0, count: 0 }, query('<max>5</max>'))), undefined)
})
