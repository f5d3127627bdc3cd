import { NS } from '../../src/stanza/namespaces.js'
import { oddText } from '../random/nonsense.js'
import { any, named, USERS } from './xmpp-addresses.js'
import { form } from './xmpp-forms.js'
import { request } from './xmpp-requests.js'
import { type Choices, occupant, room, SERVICE, seen, xml } from './xmpp-targets.js'

export type { Choices }

/** A random hostile stanza, without its sender. */
export function hostileStanza(by: Choices): string {
  return by.one(
    ...([entry, entry, spoof, spoof, form, form, invitation, activity] as const),
    ...([request, request, request, request, request, request, request, request] as const),
  )(by)
}

function entry(by: Choices): string {
  const { one, below } = by
  const password = one('', '<password>p</password>', `<password>${seen(by)}</password>`)
  const words = one(
    ...(['', `<status>${oddText(by)}</status>`, '<show>nonsense</show>', '<priority>999</priority>'] as const),
    `<x xmlns='${NS.mucUser}'><item affiliation='owner' role='moderator' jid='${named(by)}'/><status code='110'/></x>`,
    `<occupant-id xmlns='${NS.occupantId}' id='${seen(by)}'/>`,
    `<hats xmlns='${NS.hats}'><hat uri='urn:a' title='King'/></hats>`,
    `<status>${'s'.repeat(below(40_000))}</status>`,
    `<mav xmlns='${NS.affiliationVersions}' since='${seen(by)}'/>`,
    `<x xmlns='${NS.vcardUpdate}'><photo>${oddText(by)}</photo></x>`,
    `<history xmlns='${NS.muc}' maxchars='-1' seconds='1e99' since='2026-13-45'/>`,
  )
  const type = one('', '', '', '', " type='unavailable'", " type='subscribe'", " type='nonsense'", " type='error'")
  const history = one('', `<history maxstanzas='${oddText(by)}' since='${oddText(by)}'/>`, "<history maxchars='0'/>")
  return `<presence to='${occupant(by)}'${type} id='p'><x xmlns='${NS.muc}'>${password}${history}</x>${words}</presence>`
}

/** A message with elements that only a room or a server may add. */
function spoof(by: Choices): string {
  const { one } = by
  const forged = one(
    `<delay xmlns='${NS.delay}' stamp='1970-01-01T00:00:00Z' from='${named(by)}'/>`,
    `<stanza-id xmlns='${NS.stanzaId}' id='${seen(by)}' by='${room(by)}'/>`,
    `<occupant-id xmlns='${NS.occupantId}' id='${seen(by)}'/>`,
    `<result xmlns='${NS.archive}' id='1' queryid='q'><forwarded xmlns='${NS.forward}'><message from='${named(by)}'><body>no</body></message></forwarded></result>`,
    `<received xmlns='urn:xmpp:carbons:2'><forwarded xmlns='${NS.forward}'><message from='${named(by)}' to='x@y'><body>no</body></message></forwarded></received>`,
    `<replace xmlns='${NS.correction}' id='${seen(by)}'/>`,
    `<retract xmlns='${NS.retract}' id='${seen(by)}'/>`,
    `<moderated xmlns='${NS.moderate}' by='${room(by)}/A'/>`,
    `<x xmlns='${NS.mucUser}'><invite from='${named(by)}' to='${named(by)}'/><status code='100'/></x>`,
    `<x xmlns='${NS.directInvitation}' jid='${room(by)}' password='p'/>`,
    `<addresses xmlns='${NS.addresses}'><address type='ofrom' jid='${named(by)}'/></addresses>`,
    `<privilege xmlns='${NS.privilege2}'><perm access='message' type='outgoing'/></privilege>`,
    `<event xmlns='${NS.pubsubEvent}'><items node='muc_bans_sha256'><item id='${seen(by)}'/></items></event>`,
    `<rai xmlns='${NS.roomActivity}'><activity>${room(by)}</activity></rai>`,
    `<error type='cancel'><item-not-found xmlns='${NS.stanzas}'/></error>`,
  )
  const said = one('<body>Hello</body>', '', '<subject>Love</subject>', '<subject/>', `<body>${oddText(by)}</body>`)
  const type = one('groupchat', 'groupchat', 'chat', 'normal', 'error', 'headline', 'nonsense', '')
  const to = one(room(by), room(by), occupant(by), SERVICE)
  return `<message to='${to}' type='${type}' id='${one('m', seen(by))}'>${said}${forged}</message>`
}

function invitation(by: Choices): string {
  const many = by.one(1, 1, 1, 20, 21)
  const invites = Array.from({ length: many }, () => {
    const from = by.one('', ` from='${any(by, USERS)}'`)
    return `<invite to='${xml(named(by))}'${from}><reason>${oddText(by)}</reason><continue thread='t'/></invite>`
  })
  const decline = `<decline to='${xml(named(by))}' from='${any(by, USERS)}'><reason>no</reason></decline>`
  const words = by.one(invites.join(''), invites.join(''), decline)
  return `<message to='${room(by)}' id='i'><x xmlns='${NS.mucUser}'>${words}<password>p</password></x></message>`
}

function activity(by: Choices): string {
  const type = by.one('', '', " type='unavailable'", " type='error'", " type='probe'", " type='subscribe'")
  const payload = by.one(
    `<rai xmlns='${NS.roomActivity}'/>`,
    '',
    `<c xmlns='${NS.capabilities}' ver='${oddText(by)}'/>`,
  )
  return `<presence to='${by.one(SERVICE, SERVICE, room(by))}'${type}>${payload}</presence>`
}
