import t from 'tap'
import { parseElement } from '../../src/stanza/element.js'
import { type PageRequest, readPage, resultSet } from '../../src/stanza/result-set.js'

const RSM = 'http://jabber.org/protocol/rsm'

function asked(inside: string): PageRequest {
  return readPage(parseElement(`<query><set xmlns='${RSM}'>${inside}</set></query>`), { usual: 50, most: 100 })
}

t.test('XEP-0059 2.1: a page has the requested or the usual number of items, up to the maximum', async t => {
  t.same(asked('<max>10</max>'), { max: 10 })
  t.same(asked('<max>0</max>'), { max: 0 })
  t.same(asked('<max>101</max>'), { max: 100 })
  t.same(asked(''), { max: 50 })
  t.same(readPage(parseElement('<query/>'), { usual: 50, most: 100 }), { max: 50 })
})

t.test('XEP-0059 2.2, 2.3, 2.5, 2.7: a page after or before an item, the last page, a page from an index', async t => {
  t.same(asked('<after>a</after>'), { max: 50, after: 'a' })
  t.same(asked('<before>b</before><after>a</after>'), { max: 50, after: 'a', before: 'b' })
  t.same(asked('<before/>'), { max: 50, before: '' })
  t.same(asked('<index>7</index>'), { max: 50, index: 7 })
})

t.test('a malformed number, and an index together with an item, are refused with bad-request', async t => {
  for (const inside of ['<max>ten</max>', '<max/>', '<max>-1</max>', '<index>1.5</index>', '<max>9999999999</max>']) {
    t.throws(() => asked(inside), /expected a whole number/, inside)
  }
  t.throws(() => asked('<index>1</index><after>a</after>'), /not by both/)
  t.throws(() => asked('<index>1</index><before/>'), /not by both/)
})

t.test('XEP-0059 2.2, 2.6: the answer has the first and last item, the index and the count', async t => {
  const page = resultSet({ first: 'a', last: 'b', index: 3, count: 9 })
  t.equal(page.toString(), `<set xmlns="${RSM}"><first index="3">a</first><last>b</last><count>9</count></set>`)
  t.equal(resultSet({ count: 0 }).toString(), `<set xmlns="${RSM}"><count>0</count></set>`)
  t.equal(resultSet({ first: 'a', last: 'a' }).toString(), `<set xmlns="${RSM}"><first>a</first><last>a</last></set>`)
})
