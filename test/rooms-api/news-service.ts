import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { tellRoomNews } from '../../src/app/room-news.js'
import { makeLink } from '../../src/invites/make.js'
import { redeem } from '../../src/invites/redeem.js'
import type { RoomContext } from '../../src/muc/context.js'
import { setAffiliation } from '../../src/muc/operations/set-affiliation.js'
import { noteFamilyClient } from '../../src/rooms-api/note-family-client.js'
import { requestRoom } from '../../src/rooms-api/rooms.js'
import { type RoomUpdate, updateRoom } from '../../src/rooms-api/update-room.js'
import { createService } from '../../src/service/service.js'
import type { ServiceContext } from '../../src/service/types.js'
import { attr, parseElement } from '../../src/stanza/element.js'
import { serviceCapabilities } from '../../src/state/capabilities.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { failing } from '../scenario/failing-store.js'
import { roomsSettings } from '../settings.js'

export const owner = 'owner@localhost'
/** In milliseconds. */
export const DAY = 24 * 60 * 60 * 1000

/** A stanza that the service has sent: the address, and what it is for the reader of a test. */
export type Sent = { readonly to: string; readonly what: string }

/** A service without a link whose clock stands still, with a room that `owner` made over REST. */
export async function newsService(t: Test) {
  let [at, sent]: [number, Sent[]] = [1_700_000_000_000, []]
  const store = failing(openSqliteStore(':memory:'))
  const service = createService({
    store: sceneStore(store),
    rooms: { ...roomsSettings({ maxMembers: 0 }), maxOwned: 0 },
    capabilities: serviceCapabilities('1'),
    write: (outgoing, deliveries) => {
      for (const { stanza, to } of outgoing) sent.push(...to.map(address => ({ to: address, what: shortForm(stanza) })))
      for (const { stanza: text } of deliveries) {
        const stanza = parseElement(text)
        sent.push({ to: attr(stanza, 'to') ?? '', what: shortForm(stanza) })
      }
    },
    now: () => at,
    newId: () => randomUUID().replaceAll('-', ''),
    onFault: () => undefined,
  })
  t.teardown(async () => {
    await service.idle()
    await store.close()
  })
  const run = <T>(work: (context: ServiceContext) => T) => service.run({}, work)
  const asked = { name: 'Verona', topic: '', visibility: 'private', autoRegister: 'unlock', creator: owner } as const
  const jid = await run(context => requestRoom(context, asked).record.jid)
  const inRoom = <T>(work: (context: RoomContext) => T) => {
    return service.run({ room: jid }, context => {
      const room = context.rooms.get(jid)
      if (!room) throw new Error('the room is gone')
      return work({ ...context, room })
    })
  }
  const openInviteId = await inRoom(context => makeLink(context, context.room, { owner, asked: {} }).invite.id)
  /** What is sent by this work. */
  const sentBy = async (work: () => Promise<unknown>): Promise<Sent[]> => {
    sent = []
    await work()
    return sent
  }
  return {
    ...{ service, store, inRoom, sentBy },
    use: (...users: string[]) =>
      run(context => {
        for (const user of users) noteFamilyClient(context, user)
      }),
    add: (affiliation: 'member' | 'admin' | 'none', ...users: string[]) =>
      inRoom(context => {
        for (const user of users) setAffiliation(context, { user, affiliation, skipNotification: true })
      }),
    join: (user: string) =>
      service.run({ openInvite: openInviteId }, context =>
        redeem(context, { openInviteId, joiner: { jid: user, name: user } }),
      ),
    update: (update: RoomUpdate) => inRoom(context => updateRoom(context, { room: jid, by: owner, update })),
    /** Puts the clock forward and tells the news that have waited long enough. */
    passes: (time: number) => {
      at += time
      return tellRoomNews(service)
    },
    /** Tells what waits, and lets the next change be told at once. */
    settles: async () => {
      for (const _ of [1, 2]) {
        at += 1000
        await tellRoomNews(service)
      }
    },
    stops: () => tellRoomNews(service, { isStopping: true }),
  }
}

export const members = (count: number) => Array.from({ length: count }, (_, n) => `m${n}@localhost`)

/** `news` with what has changed, `invitation` with its type, or the whole stanza. */
function shortForm(stanza: ReturnType<typeof parseElement>): string {
  const news = stanza.getChild('room', 'jabber:iq:configuration')
  if (news) {
    const { xmlns, roomid, roomjid, ...changes } = news.attrs
    const given = Object.entries(changes).filter(([, value]) => value !== undefined)
    return ['news', ...given.map(([name, value]) => `${name}=${value}`)].join(' ')
  }
  if (stanza.getChild('x', 'jabber:x:conference')) return `invitation ${attr(stanza, 'type') ?? 'without a type'}`
  return stanza.toString()
}
