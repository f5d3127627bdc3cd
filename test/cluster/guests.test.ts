import t, { type Test } from 'tap'
import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { findChromium, startChromium } from '../browser/chromium.js'
import { Visitor } from '../browser/visitor.js'
import type { ServerName } from '../faults/xmpp-server.js'
import { makesLink } from '../invites/plain-link.js'
import type { Postgres } from '../servers/postgres.js'
import { withPostgres } from '../store/postgres/fixture.js'
import { untilHeard } from './heard.js'
import { startMachines } from './machines.js'

const chromium = findChromium()
if (typeof chromium !== 'string') t.plan(0, chromium.skip)
else {
  withPostgres(
    t,
    'after a crash, guests in browsers come back by themselves, as the persons that they were',
    (t, postgres) => {
      for (const on of ['prosody', 'ejabberd'] as const)
        t.test(`on ${on}`, t => comeBack(t, { on, postgres, chromium }))
    },
  )
}

type Setting = { readonly on: ServerName; readonly postgres: Postgres; readonly chromium: string }

async function comeBack(t: Test, { on, postgres, chromium }: Setting): Promise<void> {
  const { one, other, actor, room, home, leadsTo } = await startMachines(t, { on, postgres })
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
  const before = [await heard(nurse, 'The nurse', 'Good morrow!'), await heard(friar, 'Friar Laurence', 'Benedicite!')]
  t.equal(new Set(before).size, 2)
  await one.endBy('SIGKILL')
  await untilHeard(romeo, juliet, room)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Are you there?</body></message>`)
  for (const guest of [nurse, friar]) await guest.sees('Are you there?')
  const after = [await heard(nurse, 'The nurse', 'I am.'), await heard(friar, 'Friar Laurence', 'So am I.')]
  t.same(after, before)
  t.same(await nurse.occupants(), ['Friar Laurence', 'The nurse', 'juliet', 'romeo'])
}

function occupantId(message: Element): string | undefined {
  const element = message.getChild('occupant-id', NS.occupantId)
  return element && attr(element, 'id')
}
