import { textAt } from '../../src/demo/rest.js'
import { type Load, type Playing, steady } from './load.js'

const API = '/api/rainbow/enduser/v1.0'
const EVERY = 40
/** How many people come by one link before the next room is made. */
const JOINS_PER_LINK = 25
/** How many calls may be under way at once: a service that is down must not make them pile up. */
const MOST_AT_ONCE = 50

/** Who makes rooms and links over REST; nobody of that name has a client. */
export const MAKER = 'maker@localhost'

/** A room that was made over REST, with its link. */
export type LinkedRoom = { readonly id: string; readonly jid: string; readonly openInviteId: string }

/**
 * Rooms and links are made over REST, and people join by them: those who wait online for their invitations, those who
 * are away, and strangers who have no client at all. What was answered with 200 or 201 is acknowledged.
 */
export class Joins implements Load {
  readonly #playing: Playing
  readonly #load: Load
  readonly rooms: LinkedRoom[] = []
  #current: LinkedRoom | undefined
  #joiners: string[] = []
  #strangers = 0
  #making = false
  readonly #underWay = new Set<Promise<unknown>>()

  constructor(playing: Playing) {
    this.#playing = playing
    this.#load = steady(EVERY, () => this.#step())
  }

  start(): void {
    this.#load.start()
  }

  async stop(): Promise<void> {
    await this.#load.stop()
    await Promise.all(this.#underWay)
  }

  /** Some people join at once. */
  burst(count: number): void {
    for (let n = 0; n < count && this.#current; n++) this.#begin(this.join(this.#current, this.#stranger()))
  }

  /** Makes a room with a link; undefined where that was not acknowledged. */
  async makeRoom(): Promise<LinkedRoom | undefined> {
    const { house, ledger } = this.#playing
    const room = await house.rest.call(MAKER, {
      method: 'POST',
      path: `${API}/rooms`,
      body: { name: 'Linked', visibility: 'public' },
    })
    const [id, jid] = [textAt(room?.body, 'data', 'id'), textAt(room?.body, 'data', 'jid')]
    if (room === undefined || room.status > 201 || !id || !jid) return undefined
    ledger.asked('room', id, jid).acknowledged()
    const fact = ledger.asked('link', id, 'a link')
    const link = await house.rest.call(MAKER, {
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

  /** A person joins by the link of a room. */
  async join({ id, jid, openInviteId }: LinkedRoom, user: string): Promise<void> {
    const { house, ledger } = this.#playing
    const fact = ledger.asked('join', `${jid} ${user}`, id)
    const answer = await house.rest.call(user, {
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
    const { house } = this.#playing
    this.#making = true
    this.#current = await this.makeRoom()
    const known = [...house.collectors.map(({ bare }) => bare), ...house.absent]
    const strangers = Array.from({ length: JOINS_PER_LINK - known.length }, () => this.#stranger())
    this.#joiners = [...strangers, ...known]
    this.#making = false
  }

  #begin(work: Promise<unknown>): void {
    this.#underWay.add(work)
    work.finally(() => this.#underWay.delete(work)).catch(() => undefined)
  }

  #stranger(): string {
    return `stranger${++this.#strangers}@localhost`
  }
}
