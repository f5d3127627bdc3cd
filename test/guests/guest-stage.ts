import type { Test } from 'tap'
import { type MadeGuest, makeGuest, makingLookup } from '../../src/guests/make.js'
import { linksOf } from '../../src/invites/links.js'
import { makeLink } from '../../src/invites/make.js'
import type { OpenInvite } from '../../src/invites/open-invite.js'
import type { AskedTerms } from '../../src/invites/terms.js'
import type { RoomConfig } from '../../src/muc/model/room-config.js'
import { configureRoom } from '../../src/muc/operations/configure-room.js'
import { createService } from '../../src/service/service.js'
import type { ServiceContext } from '../../src/service/types.js'
import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import { ReasonedRefusal } from '../../src/stanza/error.js'
import { serviceCapabilities } from '../../src/state/capabilities.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { failing } from '../scenario/failing-store.js'
import { matches, pattern } from '../scenario/pattern.js'
import { limitsOf, roomsSettings } from '../settings.js'

export const ROOM = 'verona@rooms.localhost'
export const ROMEO = 'romeo@localhost/balcony'
export const JULIET = 'juliet@localhost/balcony'
export const HOME = '192.0.2.1'

export type StageOptions = {
  readonly config?: Partial<RoomConfig>
  readonly terms?: AskedTerms
  readonly guests?: Partial<ReturnType<typeof roomsSettings>['guests']>
}

export type GuestStage = Awaited<ReturnType<typeof guestStage>>

/**
 * The whole domain on a real service, store and router, without sockets: a room that romeo owns and occupies, and a link
 * to it. The room is members-only unless `config` says otherwise.
 */
export async function guestStage(t: Test, { config = {}, terms = {}, guests = {} }: StageOptions = {}) {
  const store = failing(openSqliteStore(':memory:'))
  t.teardown(() => store.close())
  const clock = { now: 1_700_000_000_000 }
  const sent = new Map<string, Element[]>()
  const delivered: string[] = []
  const faults: unknown[] = []
  let ids = 0
  const rooms = roomsSettings()
  const capabilities = serviceCapabilities('1')
  const serves = () =>
    createService({
      store: sceneStore(store),
      rooms: { ...rooms, guests: { ...rooms.guests, ...guests } },
      capabilities,
      write(outgoing, deliveries) {
        delivered.push(...deliveries.map(({ stanza }) => stanza))
        for (const { stanza, to } of outgoing) {
          for (const address of to) sent.set(address, [...(sent.get(address) ?? []), stanza])
        }
      },
      now: () => clock.now,
      newId: () => (++ids).toString(16).padStart(16, '0').padEnd(32, '0'),
      onFault: fault => faults.push(fault),
    })
  const service = serves()
  const route = createRouter(service, capabilities, limitsOf())
  const passes = async (stanza: string) => {
    route(parseElement(stanza.trim()))
    await service.idle()
  }
  /** What was sent to this address since the last call. */
  const inbox = (address: string): Element[] => {
    const stanzas = sent.get(address) ?? []
    sent.delete(address)
    return stanzas
  }
  const turn = <T>(
    work: (turn: ServiceContext & { room: NonNullable<ReturnType<ServiceContext['rooms']['get']>> }) => T,
  ) =>
    service.run({ room: ROOM }, context => {
      const room = context.rooms.get(ROOM)
      if (!room) throw new Error('the room is gone')
      return work({ ...context, room })
    })
  await passes(entry(ROMEO, 'romeo'))
  await turn(context =>
    configureRoom(context, {
      now: {
        ...context.room.record,
        locked: false,
        config: { ...context.room.record.config, persistent: true, membersOnly: true, ...config },
      },
    }),
  )
  await turn(context => makeLink(context, context.room, { owner: 'romeo@localhost', asked: terms }))
  /** The link as it is now. */
  const link = (): Promise<OpenInvite | undefined> =>
    turn(context => linksOf(context, context.room, 'romeo@localhost')[0]?.invite)
  const openInvite = (await link())?.id ?? ''
  const comes = (name: string, from: { address?: string; openInviteId?: string } = {}): Promise<MadeGuest> => {
    const { address = HOME, openInviteId = openInvite } = from
    const lookup = makingLookup(address)
    return service.run({ openInvite: openInviteId, lookup }, context =>
      makeGuest(context, { openInviteId, name, address }),
    )
  }
  inbox(ROMEO)
  return { service, serves, store, clock, passes, inbox, turn, link, openInvite, comes, delivered, faults }
}

/** The presence by which a client enters the room. */
export function entry(from: string, nick: string): string {
  return `<presence from='${from}' to='${ROOM}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
}

/** Makes a guest who enters; gives the full JID and what the guest got. */
export async function guestEnters({ comes, passes, inbox }: GuestStage, name: string) {
  const made = await comes(name)
  const jid = `${made.jid}/tab`
  await passes(entry(jid, made.nick))
  return { ...made, bare: made.jid, jid, got: inbox(jid) }
}

/** Whether one of the stanzas matches the pattern. */
export function has(stanzas: readonly Element[], wanted: string): boolean {
  return stanzas.some(stanza => matches(pattern(wanted), stanza))
}

/** The condition and the text of the last error among the stanzas. */
export function errorIn(stanzas: readonly Element[]): [condition: string | undefined, text: string | null | undefined] {
  const error = stanzas.findLast(stanza => attr(stanza, 'type') === 'error')?.getChild('error')
  return [error?.getChildElements()[0]?.name, error?.getChildText('text')]
}

/** The reason for which work was refused; undefined if it was not. */
export async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  const thrown = await work.then(
    () => undefined,
    (refusal: unknown) => refusal,
  )
  return thrown instanceof ReasonedRefusal ? thrown.reason : thrown
}
