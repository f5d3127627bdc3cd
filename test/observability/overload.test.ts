import t from 'tap'
import { OverloadDetector } from '../../src/observability/overload.js'

t.test('an overload begins once, and is over when there was nothing of it for ten seconds', async t => {
  const watch = new OverloadDetector()
  const calm = { dropped: 0, isRefusing: false }
  t.equal(watch.look(0, calm), undefined)
  t.equal(watch.look(1000, { ...calm, isRefusing: true }), 'begins')
  t.equal(watch.look(2000, { ...calm, dropped: 5 }), undefined)
  t.equal(watch.look(11_999, { ...calm, dropped: 5 }), undefined)
  t.equal(watch.look(12_000, { ...calm, dropped: 5 }), 'is over')
  t.equal(watch.look(13_000, { ...calm, dropped: 5 }), undefined)
  t.equal(watch.look(14_000, { ...calm, dropped: 6 }), 'begins')
})
