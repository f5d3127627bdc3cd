import { textAt } from '../../src/demo/rest.js'
import { type SignedIn, signIn } from '../../src/demo/sign-in.js'
import { isGuestAddress } from '../../src/guests/guest-address.js'
import { attr, type Element, xml } from '../../src/stanza/element.js'
import { bareOf } from '../../src/stanza/jid.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { MadeGuest } from '../guest-access/stage.js'
import type { Known } from '../http/any-request.js'
import { PASSWORDS } from './http-catalogue.js'
import { type FuzzServerOptions, startFuzzServer } from './http-server.js'
import { HOST } from './xmpp-addresses.js'
import { SERVICE } from './xmpp-targets.js'

/** Without these settings, limits would keep most input away from the rooms. */
const GUESTS = {
  ...{ perRoom: 10_000, perLink: 10_000, perAddress: 100_000, messagesPerMinute: 0, grace: 0 },
  ...{ connections: 100_000, connectionsPerAddress: 100_000 },
}
const NO_LOCKOUT = { failuresPerAddress: 100_000 }
/** Milliseconds for an echo on a slow machine. */
const LONGEST_SILENCE = 20_000

/** A guest who was made by a link, and the address of the WebSocket. */
export type FuzzGuest = MadeGuest & { readonly websocket: string }

/** A whole Latchstring for guests. Sees all that it sends to the XMPP server: nothing is for a guest, or for a stranger. */
export async function startGuestServer(failures: string[], options: FuzzServerOptions = {}) {
  const onSent = (stanza: Element) => {
    const [to, from] = [attr(stanza, 'to') ?? '', attr(stanza, 'from') ?? '']
    const isOfGuest = [to, from].some(jid => isGuestAddress(bareOf(jid), SERVICE))
    if (isOfGuest || isStranger(to)) failures.push(`this went to the XMPP server: ${stanza.toString().slice(0, 2000)}`)
  }
  const server = await startFuzzServer({ ...options, onSent, guests: GUESTS, accounts: NO_LOCKOUT })
  return {
    ...{ port: server.port, close: server.close },
    /** A new room, its owner inside. */
    room: async (): Promise<GuestRoom> => {
      const room = await GuestRoom.make(server, await server.reset())
      server.secrets.push(...room.secrets)
      return room
    },
  }
}

/** Whether this is the address of no one who takes part. */
function isStranger(to: string): boolean {
  const known = ['', HOST, SERVICE, ...['alice', 'romeo', 'bob', 'carol'].map(name => `${name}@${HOST}`)]
  return !known.includes(bareOf(to))
}

/** A room with links, and its owner as an occupant with an account. */
export class GuestRoom {
  readonly jid: string
  readonly secrets: readonly string[]
  readonly #url: string
  /** The secret ids of the links: for participants, and for moderators. */
  readonly #links: { readonly participant: string; readonly moderator: string }
  #owner: SignedIn | undefined
  #echoes = 0
  #heard: () => void = () => undefined

  private constructor(url: string, jid: string, links: GuestRoom['secrets']) {
    const [participant = '', moderator = ''] = links
    this.#url = url
    this.jid = jid
    this.secrets = links
    this.#links = { participant, moderator }
  }

  static async make({ port, clientPort }: { port: number; clientPort: number }, known: Known): Promise<GuestRoom> {
    const url = `http://127.0.0.1:${port}`
    const { roomId, jid = '', openInviteId = '', tokenOfOwner } = known
    const terms = { grants: 'moderator', label: 'moderators' }
    const link = await post(`${url}/api/v1/rooms/${roomId}/links`, terms, tokenOfOwner)
    const room = new GuestRoom(url, jid, [openInviteId, textAt(link, 'data', 'openInviteId') ?? ''])
    const password = PASSWORDS.get('alice') ?? ''
    const account = { port: clientPort, domain: HOST, user: 'alice', password, resource: 'owner' }
    room.#owner = await signIn(account, stanza => {
      if (attr(stanza, 'id') === `echo-${room.#echoes}`) room.#heard()
    })
    room.#owner.send(xml('presence', { to: `${jid}/alice` }, xml('x', NS.muc)))
    return room
  }

  async guest(role: 'participant' | 'moderator', name: string): Promise<FuzzGuest> {
    const made = await post(`${this.#url}/api/v1/guests`, { openInviteId: this.#links[role], name })
    const [jid, password, nick] = ['jid', 'password', 'nick'].map(key => textAt(made, 'data', key))
    if (!jid || !password || !nick) throw new Error(`no guest was made: ${JSON.stringify(made)}`)
    return { jid, password, nick, websocket: `${this.#url.replace('http', 'ws')}/xmpp-websocket` }
  }

  /** Whether the owner writes to the room and receives it. */
  async echoes(): Promise<boolean> {
    const id = `echo-${++this.#echoes}`
    return new Promise(resolve => {
      const late = setTimeout(() => resolve(false), LONGEST_SILENCE)
      this.#heard = () => {
        clearTimeout(late)
        resolve(true)
      }
      this.#owner?.send(xml('message', { to: this.jid, type: 'groupchat', id }, xml('body', {}, 'Hello')))
    })
  }

  async stop(): Promise<void> {
    await this.#owner?.stop()
  }
}

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json()
}
