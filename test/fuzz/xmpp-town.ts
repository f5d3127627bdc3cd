import { parseElement } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Chance } from '../random/chance.js'
import { ROOMS } from '../random/random-stanza.js'
import { ADMIN, PEOPLE, SECRET } from './xmpp-people.js'
import type { JudgedService } from './xmpp-stand.js'

/** The rooms as strangers find them: an owner, members, somebody banned; each is of another kind. */
export async function furnished(stand: JudgedService, { one, some }: Chance): Promise<void> {
  for (const [place, room] of ROOMS.entries()) {
    if (some(0.5)) destroy(stand, room)
    const [owner = '', member = '', banned = '', ...others] = [...PEOPLE.slice(place), ...PEOPLE.slice(0, place)]
    enter(stand, { user: owner, room, nick: 'A' })
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
      stand,
      { user: owner, to: room },
      `<query xmlns='${NS.mucOwner}'><x xmlns='jabber:x:data' type='submit'>${values.join('')}</x></query>`,
    )
    const items = `<item jid='${member}' affiliation='member'/><item jid='${banned}' affiliation='outcast'/>`
    ask(stand, { user: owner, to: room }, `<query xmlns='${NS.mucAdmin}'>${items}</query>`)
    for (const [i, user] of [member, ...others].entries()) enter(stand, { user, room, nick: 'BCDE'.charAt(i) })
  }
  await stand.service.idle()
}

/** Nobody is anywhere, and nothing is left. */
export async function emptied(stand: JudgedService): Promise<void> {
  const { service, settings } = stand
  const [jids, sessions] = await service.run(
    {},
    ({ rooms }) =>
      [
        [...rooms.inMemory()].map(({ record }) => record.jid),
        [...rooms.activitySubscriptions.users()].flatMap(user => [...rooms.activitySubscriptions.of(user)]),
      ] as const,
  )
  for (const jid of jids) destroy(stand, jid)
  for (const session of sessions) say(stand, session, `<presence to='${settings.domain}' type='unavailable'/>`)
  await service.idle()
  stand.seen.length = 0
}

function destroy(stand: JudgedService, room: string): void {
  ask(stand, { user: ADMIN, to: room }, `<query xmlns='${NS.mucOwner}'><destroy/></query>`)
}

function enter(stand: JudgedService, { user, room, nick }: { user: string; room: string; nick: string }): void {
  say(
    stand,
    `${user}/${SECRET}x`,
    `<presence to='${room}/${nick}'><x xmlns='${NS.muc}'><password>p</password></x></presence>`,
  )
}

function ask(stand: JudgedService, { user, to }: { user: string; to: string }, payload: string): void {
  say(stand, `${user}/${SECRET}x`, `<iq to='${to}' type='set' id='town'>${payload}</iq>`)
}

function say({ route }: JudgedService, from: string, text: string): void {
  const stanza = parseElement(text)
  stanza.attrs['from'] = from
  route({ stanza, by: from.slice(0, from.indexOf('/')), step: 0 })
}
