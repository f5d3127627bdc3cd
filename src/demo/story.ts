import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { API, callRest, type RestAnswer } from './rest.js'
import type { DemoScene } from './scene.js'

type Print = (line: string) => void

/** Plays the main story, from the link to the membership, and checks each step. True if every step passed. */
export async function playStory(scene: DemoScene, print: Print): Promise<boolean> {
  const { room, alice, bob } = scene
  print(`Alice has a members-only room, ${room.jid}, and a link to it: ${room.link}`)
  const refused = await bob.enters(room.jid)
  const invitation = bob.awaits(isInvitation(scene))
  const event = alice.awaits(isEvent(scene))
  print("\nBob opens the link; his app calls the REST API with the link's id.")
  const joined = await join(scene)
  print(`\nThe API answers ${joined.status}: ${JSON.stringify(joined.body)}`)
  const invited = await invitation
  const reported = await event
  const entered = await bob.enters(room.jid)
  const members = await listMembers(scene)
  const again = await join(scene)
  const checks: [string, boolean][] = [
    ['bob could not enter before', refused !== undefined && refused.getChild('error') !== undefined],
    ['the REST call admitted him', answers(joined, { roomId: room.id, hasAlreadyJoinThisRoom: false })],
    ['bob received the invitation from alice', invited !== undefined],
    ['alice received the event in the room', reported !== undefined],
    ['bob entered the room as a member', affiliation(entered) === 'member'],
    ["bob is in the room's list of members", members.includes(`bob@${scene.server.domain}`)],
    ['a second call says that he is a member', answers(again, { roomId: room.id, hasAlreadyJoinThisRoom: true })],
  ]
  print('')
  for (const [step, happened] of checks) print(`${happened ? 'ok     ' : 'MISSING'} ${step}`)
  return checks.every(([, happened]) => happened)
}

function join({ url, room, bobsToken }: DemoScene): Promise<RestAnswer> {
  const body = { openInviteId: room.openInviteId, reason: 'Come up, the latchstring is out' }
  return callRest({ url: `${url}${API}/rooms/open-invites`, token: bobsToken, body })
}

function isInvitation({ room, server }: DemoScene): (stanza: Element) => boolean {
  return stanza => {
    const x = stanza.getChild('x', NS.directInvitation)
    const isFromAlice = attr(stanza, 'from') === `alice@${server.domain}`
    return isFromAlice && x !== undefined && attr(x, 'jid') === room.jid
  }
}

function isEvent({ room, server }: DemoScene): (stanza: Element) => boolean {
  return stanza => {
    const event = stanza.getChild('event', NS.configurationEvent)
    const isAboutBob = event !== undefined && attr(event, 'jid') === `bob@${server.domain}`
    return isAboutBob && attr(stanza, 'from') === room.jid && attr(event, 'name') === 'invitation'
  }
}

async function listMembers({ alice, room }: DemoScene): Promise<string[]> {
  const query = xml('query', NS.mucAdmin, xml('item', { affiliation: 'member' }))
  const request = xml('iq', { type: 'get', id: 'members', to: room.jid }, query)
  const reply = await alice.sendAndAwait(request, stanza => attr(stanza, 'id') === 'members')
  const items = reply?.getChild('query', NS.mucAdmin)?.getChildren('item') ?? []
  return items.map(item => attr(item, 'jid') ?? '')
}

function affiliation(presence: Element | undefined): string | undefined {
  const item = presence?.getChild('x', NS.mucUser)?.getChild('item')
  return item && attr(item, 'affiliation')
}

function answers({ status, body }: RestAnswer, data: object): boolean {
  return status === 200 && JSON.stringify(body) === JSON.stringify({ data })
}
