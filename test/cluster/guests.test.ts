import t from 'tap'
import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { findChromium, startChromium } from '../browser/chromium.js'
import { Visitor } from '../browser/visitor.js'
import { makesLink } from '../invites/plain-link.js'
import { startPostgres } from '../servers/postgres.js'
import { untilHeard } from './heard.js'
import { startMachines } from './machines.js'

const [postgres, chromium] = [await startPostgres(), findChromium()]
if ('skip' in postgres) t.plan(0, postgres.skip)
else {
  t.teardown(() => postgres.stop())
  for (const on of ['prosody', 'ejabberd'] as const) {
    const title = `${on}: after a crash, guests in browsers come back by themselves, as the persons that they were`
    if (typeof chromium !== 'string') t.test(title, chromium, () => undefined)
    else
      t.test(title, async t => {
        const stage = await startMachines(t, { on, postgres })
        if ('skip' in stage) throw new Error(stage.skip)
        const { one, other, actor, room, home, leadsTo } = stage
        const [romeo, juliet] = [await actor('romeo'), await actor('juliet')]
        await romeo.enters(room)
        await juliet.enters(room)
        const link = await makesLink(romeo, room)
        const browser = await startChromium(chromium)
        t.teardown(() => browser.close())
        const arrives = async (name: string) => {
          const visitor = await Visitor.arrives(browser, [home])
          await visitor.joins(`${home}/${link.id}`, name)
          await visitor.isInside()
          await romeo.receives(`<presence from='${room}/${name}'/>`)
          return visitor
        }
        const heard = async (visitor: Visitor, name: string, text: string) => {
          await visitor.says(text)
          return occupantId(await romeo.receives(`<message from='${room}/${name}'><body>${text}</body></message>`))
        }
        const nurse = await arrives('The nurse')
        leadsTo(other)
        const friar = await arrives('Friar Laurence')
        const before = [
          await heard(nurse, 'The nurse', 'Good morrow!'),
          await heard(friar, 'Friar Laurence', 'Benedicite!'),
        ]
        t.equal(new Set(before).size, 2)
        await one.endBy('SIGKILL')
        await untilHeard(romeo, juliet, room)
        romeo.sends(`<message to='${room}' type='groupchat'><body>Are you there?</body></message>`)
        for (const guest of [nurse, friar]) await guest.sees('Are you there?')
        const after = [await heard(nurse, 'The nurse', 'I am.'), await heard(friar, 'Friar Laurence', 'So am I.')]
        t.same(after, before)
        t.same(await nurse.occupants(), ['Friar Laurence', 'The nurse', 'juliet', 'romeo'])
      })
  }
}

function occupantId(message: Element): string | undefined {
  const element = message.getChild('occupant-id', NS.occupantId)
  return element && attr(element, 'id')
}
