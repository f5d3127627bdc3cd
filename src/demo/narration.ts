import { oneLine } from '../plain-text.js'
import { attr, type Element } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { prettyStanza } from './pretty-stanza.js'
import type { DemoScene } from './scene.js'

type Print = (line: string) => void

/** Prints each stanza that alice and bob receive. */
export function printStanzas({ alice, bob }: DemoScene, print: Print): void {
  for (const player of [alice, bob]) {
    player.onStanza(stanza => print(`\n${player.name} receives:\n${prettyStanza(stanza)}`))
  }
}

/** Prints in words what alice and bob see from now on: who enters and leaves, what is said, and invitations. */
export function narrate({ alice, bob, room }: DemoScene, print: Print): void {
  const inside = new Set([alice.name])
  alice.onStanza(stanza => {
    const words = changeOf(stanza, { room: room.jid, inside }) ?? spoken(stanza)
    if (words !== undefined) print(`  ${oneLine(words)}`)
  })
  bob.onStanza(stanza => {
    const inviter = inviterIn(stanza)
    if (inviter !== undefined) print(`  ${oneLine(`Bob's client gets an invitation from ${inviter}.`)}`)
  })
}

/** Says who has come or gone by a presence; `inside` has the nicks of which it was said. */
function changeOf(stanza: Element, { room, inside }: { room: string; inside: Set<string> }): string | undefined {
  const from = attr(stanza, 'from') ?? ''
  if (stanza.name !== 'presence' || !from.startsWith(`${room}/`)) return undefined
  const nick = from.slice(room.length + 1)
  if (attr(stanza, 'type') === 'unavailable') return inside.delete(nick) ? `${nick} leaves the room.` : undefined
  if (attr(stanza, 'type') !== undefined || inside.has(nick)) return undefined
  inside.add(nick)
  return `${nick} enters the room.`
}

function spoken(stanza: Element): string | undefined {
  const body = stanza.getChildText('body')
  const nick = /\/(.*)$/s.exec(attr(stanza, 'from') ?? '')?.[1]
  const isNew = attr(stanza, 'type') === 'groupchat' && !stanza.getChild('delay', NS.delay)
  return stanza.name === 'message' && isNew && nick !== undefined && body ? `${nick}: ${body}` : undefined
}

function inviterIn(stanza: Element): string | undefined {
  return stanza.getChild('x', NS.directInvitation) ? attr(stanza, 'from') : undefined
}
