import { NS } from '../../src/stanza/namespaces.js'
import { oddText } from '../random/nonsense.js'
import { form } from './xmpp-forms.js'
import { any, named, PEOPLE } from './xmpp-people.js'
import { occupant, room, type Says, SERVICE, seen, xml } from './xmpp-places.js'
import { request } from './xmpp-requests.js'

export type { Says }

/** One stanza that has been thought out to do harm, without its sender. */
export function mischief(says: Says): string {
  return says.one(
    ...([entry, entry, spoof, spoof, form, form, invitation, activity] as const),
    ...([request, request, request, request, request, request, request, request] as const),
  )(says)
}

function entry(says: Says): string {
  const { one, below } = says
  const password = one('', '<password>p</password>', `<password>${seen(says)}</password>`)
  const words = one(
    ...(['', `<status>${oddText(says)}</status>`, '<show>nonsense</show>', '<priority>999</priority>'] as const),
    `<x xmlns='${NS.mucUser}'><item affiliation='owner' role='moderator' jid='${named(says)}'/><status code='110'/></x>`,
    `<occupant-id xmlns='${NS.occupantId}' id='${seen(says)}'/>`,
    `<hats xmlns='${NS.hats}'><hat uri='urn:a' title='King'/></hats>`,
    `<status>${'s'.repeat(below(40_000))}</status>`,
    `<mav xmlns='${NS.affiliationVersions}' since='${seen(says)}'/>`,
    `<x xmlns='${NS.vcardUpdate}'><photo>${oddText(says)}</photo></x>`,
    `<history xmlns='${NS.muc}' maxchars='-1' seconds='1e99' since='2026-13-45'/>`,
  )
  const type = one('', '', '', '', " type='unavailable'", " type='subscribe'", " type='nonsense'", " type='error'")
  const history = one(
    '',
    `<history maxstanzas='${oddText(says)}' since='${oddText(says)}'/>`,
    "<history maxchars='0'/>",
  )
  return `<presence to='${occupant(says)}'${type} id='p'><x xmlns='${NS.muc}'>${password}${history}</x>${words}</presence>`
}

/** What only the room says, said by somebody. */
function spoof(says: Says): string {
  const { one } = says
  const forged = one(
    `<delay xmlns='${NS.delay}' stamp='1970-01-01T00:00:00Z' from='${named(says)}'/>`,
    `<stanza-id xmlns='${NS.stanzaId}' id='${seen(says)}' by='${room(says)}'/>`,
    `<occupant-id xmlns='${NS.occupantId}' id='${seen(says)}'/>`,
    `<result xmlns='${NS.archive}' id='1' queryid='q'><forwarded xmlns='${NS.forward}'><message from='${named(says)}'><body>no</body></message></forwarded></result>`,
    `<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='${NS.forward}'><message from='${named(says)}' to='x@y'><body>no</body></message></forwarded></received>`,
    `<replace xmlns='${NS.correction}' id='${seen(says)}'/>`,
    `<retract xmlns='${NS.retract}' id='${seen(says)}'/>`,
    `<moderated xmlns='${NS.moderate}' by='${room(says)}/A'/>`,
    `<x xmlns='${NS.mucUser}'><invite from='${named(says)}' to='${named(says)}'/><status code='100'/></x>`,
    `<x xmlns='${NS.directInvitation}' jid='${room(says)}' password='p'/>`,
    `<addresses xmlns='${NS.addresses}'><address type='ofrom' jid='${named(says)}'/></addresses>`,
    `<privilege xmlns='${NS.privilege2}'><perm access='message' type='outgoing'/></privilege>`,
    `<event xmlns='${NS.pubsubEvent}'><items node='muc_bans_sha256'><item id='${seen(says)}'/></items></event>`,
    `<rai xmlns='${NS.roomActivity}'><activity>${room(says)}</activity></rai>`,
    `<error type='cancel'><item-not-found xmlns='${NS.stanzas}'/></error>`,
  )
  const said = one('<body>Hello</body>', '', '<subject>Love</subject>', '<subject/>', `<body>${oddText(says)}</body>`)
  const type = one('groupchat', 'groupchat', 'chat', 'normal', 'error', 'headline', 'nonsense', '')
  const to = one(room(says), room(says), occupant(says), SERVICE)
  return `<message to='${to}' type='${type}' id='${one('m', seen(says))}'>${said}${forged}</message>`
}

function invitation(says: Says): string {
  const many = says.one(1, 1, 1, 20, 21)
  const invites = Array.from({ length: many }, () => {
    const from = says.one('', ` from='${any(says, PEOPLE)}'`)
    return `<invite to='${xml(named(says))}'${from}><reason>${oddText(says)}</reason><continue thread='t'/></invite>`
  })
  const decline = `<decline to='${xml(named(says))}' from='${any(says, PEOPLE)}'><reason>no</reason></decline>`
  const words = says.one(invites.join(''), invites.join(''), decline)
  return `<message to='${room(says)}' id='i'><x xmlns='${NS.mucUser}'>${words}<password>p</password></x></message>`
}

function activity(says: Says): string {
  const type = says.one('', '', " type='unavailable'", " type='error'", " type='probe'", " type='subscribe'")
  const payload = says.one(
    `<rai xmlns='${NS.roomActivity}'/>`,
    '',
    `<c xmlns='${NS.capabilities}' ver='${oddText(says)}'/>`,
  )
  return `<presence to='${says.one(SERVICE, SERVICE, room(says))}'${type}>${payload}</presence>`
}
