import t from 'tap'
import { assertLike, scenario } from '../../scenario/index.js'

const FIELD = 'muc#roomconfig_lang'

t.test('16.5.4: a room publishes its language once it is set', async t => {
  const { romeo, juliet, room, restart } = await scenario(t)
  await romeo.enters(room)
  t.notMatch((await juliet.discovers('info', room)).toString(), 'muc#roominfo_lang')
  for (const tag of ['en', 'pt-BR', 'zh-Hant-TW']) {
    await romeo.configures(room, { [FIELD]: tag })
    await restart()
    const field = `<field var='muc#roominfo_lang'><value>${tag}</value></field>`
    assertLike(await juliet.discovers('info', room), `<iq><query><x>${field}</x></query></iq>`)
  }
  await romeo.configures(room, { [FIELD]: '' })
  t.notMatch((await juliet.discovers('info', room)).toString(), 'muc#roominfo_lang')
})

t.test('16.5.3: a text that is no language tag changes nothing', async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  for (const tag of ['the tongue of Verona', 'en_GB', '-', 'italianissimo-verona', 'x'.repeat(36), 'è']) {
    assertLike(await romeo.configures(room, { [FIELD]: tag }), "<iq type='result'/>")
    t.same((await romeo.readsConfiguration(room))[FIELD], [], tag)
  }
})
