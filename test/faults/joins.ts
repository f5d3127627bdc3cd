import { textAt } from '../../src/demo/rest.js'
import { type Load, type LoadContext, steady } from './load.js'

const API = '/api/rainbow/enduser/v1.0'
const EVERY = 40
/** Joins per link, before the next room is made. */
const JOINS_PER_LINK = 25
/** Concurrent calls: they must not pile up while the service is down. */
const MOST_AT_ONCE = 50

/** The account that makes rooms and links over REST; it has no client. */
export const ROOM_CREATOR = 'maker@localhost'

/** A room made over REST, with its link. */
export type LinkedRoom = { readonly id: string; readonly jid: string; readonly openInviteId: string }

/**
 * Makes rooms and links over REST; users join by them: online invitees and offline users, who take turns. Status 200 or
 * 201 acknowledges.
 */
export class Joins implements Load {
  readonly #context: LoadContext
  readonly #load: Load
  readonly rooms: LinkedRoom[] = []
  #current: LinkedRoom | undefined
  #joiners: string[] = []
  #turn = 0
  #making = false
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(context: LoadContext) {
    this.#context = context
    this.#load = steady(EVERY, () => this.#step())
  }

  start(): void {
    this.#load.start()
  }

  async stop(): Promise<void> {
    await this.#load.stop()
    await Promise.all(this.#underWay)
  }

  /** Starts `count` joins at once. */
  burst(count: number): void {
    for (let n = 0; n < count && this.#current; n++) this.#begin(this.join(this.#current, this.#offlineUser()))
  }

  /** Makes a room with a link. Returns undefined when either was not acknowledged. */
  async makeRoom(): Promise<LinkedRoom | undefined> {
    const { fixture, ledger } = this.#context
    const room = await fixture.rest.call(ROOM_CREATOR, {
      method: 'POST',
      path: `${API}/rooms`,
      body: { name: 'Linked', visibility: 'public' },
    })
    const [id, jid] = [textAt(room?.body, 'data', 'id'), textAt(room?.body, 'data', 'jid')]
    if (room === undefined || room.status > 201 || !id || !jid) return undefined
    ledger.asked('room', id, jid).acknowledged()
    const fact = ledger.asked('link', id, 'a link')
    const link = await fixture.rest.call(ROOM_CREATOR, {
      method: 'POST',
      path: `${API}/users/me/public-links/bind`,
      body: { roomId: id },
    })
    const openInviteId = textAt(link?.body, 'data', 'openInviteId')
    if (!openInviteId) return undefined
    fact.acknowledged(openInviteId)
    const made = { id, jid, openInviteId }
    this.rooms.push(made)
    return made
  }

  /** The user joins by the link of the room. */
  async join({ id, jid, openInviteId }: LinkedRoom, user: string): Promise<void> {
    const { fixture, ledger } = this.#context
    const fact = ledger.asked('join', `${jid} ${user}`, id)
    const answer = await fixture.rest.call(user, {
      method: 'POST',
      path: `${API}/rooms/open-invites`,
      body: { openInviteId },
    })
    if (answer?.status === 200) fact.acknowledged()
  }

  #step(): void {
    if (this.#underWay.size >= MOST_AT_ONCE) return
    const next = this.#joiners.pop()
    if (this.#current && next) this.#begin(this.join(this.#current, next))
    else if (!this.#making) this.#begin(this.#nextRoom())
  }

  async #nextRoom(): Promise<void> {
    const { fixture } = this.#context
    this.#making = true
    this.#current = await this.makeRoom()
    const online = fixture.invitees.map(({ bare }) => bare)
    const offline = Array.from({ length: JOINS_PER_LINK - online.length }, () => this.#offlineUser())
    this.#joiners = [...offline, ...online]
    this.#making = false
  }

  #begin(work: Promise<unknown>): void {
    this.#underWay.add(work)
    work.finally(() => this.#underWay.delete(work)).catch(() => undefined)
  }

  #offlineUser(): string {
    const { offlineUsers } = this.#context.fixture
    return offlineUsers[this.#turn++ % offlineUsers.length] ?? ''
  }
}
