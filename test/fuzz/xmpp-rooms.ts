import { parseElement } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Chance } from '../random/chance.js'
import { ROOMS } from '../random/random-stanza.js'
import { ADMIN, SECRET, USERS } from './xmpp-addresses.js'
import type { JudgedService } from './xmpp-harness.js'

/** Makes the rooms again with random configurations, an owner, a member, an outcast and other occupants. */
export async function populateRooms(harness: JudgedService, { one, some }: Chance): Promise<void> {
  for (const [place, room] of ROOMS.entries()) {
    if (some(0.5)) destroy(harness, room)
    const [owner = '', member = '', banned = '', ...others] = [...USERS.slice(place), ...USERS.slice(0, place)]
    enter(harness, { user: owner, room, nick: 'A' })
    const config = {
      'muc#roomconfig_persistentroom': one('1', '1', '0'),
      'muc#roomconfig_membersonly': one('0', '0', '1'),
      'muc#roomconfig_whois': one('moderators', 'moderators', 'anyone'),
      'muc#roomconfig_moderatedroom': one('0', '0', '1'),
      'muc#roomconfig_roomsecret': one('', '', 'p'),
      'x-muc#roomconfig_registration': one('open', 'approval', 'closed'),
    }
    const fields = Object.entries({ FORM_TYPE: NS.roomConfig, ...config })
    const values = fields.map(([name, value]) => `<field var='${name}'><value>${value}</value></field>`)
    ask(
      harness,
      { user: owner, to: room },
      `<query xmlns='${NS.mucOwner}'><x xmlns='jabber:x:data' type='submit'>${values.join('')}</x></query>`,
    )
    const items = `<item jid='${member}' affiliation='member'/><item jid='${banned}' affiliation='outcast'/>`
    ask(harness, { user: owner, to: room }, `<query xmlns='${NS.mucAdmin}'>${items}</query>`)
    for (const [i, user] of [member, ...others].entries()) enter(harness, { user, room, nick: 'BCDE'.charAt(i) })
  }
  await harness.service.idle()
}

/** Destroys all rooms and ends all subscriptions, so that the memory at rest can be compared. */
export async function emptyRooms(harness: JudgedService): Promise<void> {
  const { service, settings } = harness
  const [jids, sessions] = await service.run(
    {},
    ({ rooms, activitySubscriptions }) =>
      [
        [...rooms.inMemory()].map(({ record }) => record.jid),
        [...activitySubscriptions.users()].flatMap(user => [...activitySubscriptions.of(user)]),
      ] as const,
  )
  for (const jid of jids) destroy(harness, jid)
  for (const session of sessions) say(harness, session, `<presence to='${settings.domain}' type='unavailable'/>`)
  await service.idle()
  harness.seen.length = 0
}

function destroy(harness: JudgedService, room: string): void {
  ask(harness, { user: ADMIN, to: room }, `<query xmlns='${NS.mucOwner}'><destroy/></query>`)
}

function enter(harness: JudgedService, { user, room, nick }: { user: string; room: string; nick: string }): void {
  say(
    harness,
    `${user}/${SECRET}x`,
    `<presence to='${room}/${nick}'><x xmlns='${NS.muc}'><password>p</password></x></presence>`,
  )
}

function ask(harness: JudgedService, { user, to }: { user: string; to: string }, payload: string): void {
  say(harness, `${user}/${SECRET}x`, `<iq to='${to}' type='set' id='setup'>${payload}</iq>`)
}

function say({ route }: JudgedService, from: string, text: string): void {
  const stanza = parseElement(text)
  stanza.attrs['from'] = from
  route({ stanza, by: from.slice(0, from.indexOf('/')), step: 0 })
}
