import t from 'tap'
import { OverloadDetector } from '../../src/observability/overload.js'

t.test('an overload begins once and is over after ten seconds without a sign', async t => {
  const overload = new OverloadDetector()
  const calm = { dropped: 0, isRefusing: false }
  t.equal(overload.update(0, calm), undefined)
  t.equal(overload.update(1000, { ...calm, isRefusing: true }), 'begins')
  t.equal(overload.update(2000, { ...calm, dropped: 5 }), undefined)
  t.equal(overload.update(11_999, { ...calm, dropped: 5 }), undefined)
  t.equal(overload.update(12_000, { ...calm, dropped: 5 }), 'is over')
  t.equal(overload.update(13_000, { ...calm, dropped: 5 }), undefined)
  t.equal(overload.update(14_000, { ...calm, dropped: 6 }), 'begins')
})
