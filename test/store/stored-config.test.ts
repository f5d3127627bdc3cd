import t from 'tap'
import { configOf, configText } from '../../src/store/tables/stored-config.js'
import { config } from './contract.js'

t.test('a whole configuration is stored without what is usual, and read back as it was', async t => {
  const unusual = { ...config, password: 'x', getMemberList: [], customData: { a: 1 }, membersOnly: true }
  for (const whole of [config, unusual]) {
    const text = configText(whole)
    t.ok(text.length < JSON.stringify(whole).length / 2, text)
    t.same(configOf(text), whole)
  }
})

t.test('a configuration without some keys is stored as it is: the keys are newer than the room', async t => {
  const { linkGuests: _, ...earlier } = config
  t.same(configOf(configText(earlier)), earlier)
  t.equal(configText(earlier), JSON.stringify(earlier))
})
