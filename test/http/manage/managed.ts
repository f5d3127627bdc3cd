import type { Test } from 'tap'
import { makeAddress } from '../../../src/web-sessions/begin.js'
import { restApi } from '../rest.js'
import { Browser } from './browser.js'

export const [ALICE, BOB, CAROL] = ['alice@example.org', 'bob@example.org', 'carol@example.org'] as const

/** A room of alice's, and the ways of people to its pages. Tests may advance `clock.now`. */
export async function managed(t: Test, options: Omit<Parameters<typeof restApi>[1], 'now'> = {}) {
  const clock = { now: Date.now() }
  const api = restApi(t, { ...options, now: () => clock.now })
  const owner = await api.person(ALICE)
  const roomId = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const room = `/manage/rooms/${roomId}`

  /** Gives the command `manage` in the name of a person; returns the path of the one-time address. */
  const addressFor = async (user: string, to = '') => {
    const work = { lookup: { webSessionsOf: user } }
    return `/manage/${await api.service.run(work, turn => makeAddress(turn, { user, roomId: to }))}`
  }
  /** A browser in which this person is signed in, at the page of the room. */
  const browserOf = async (user: string, headers?: Record<string, string>) => {
    const browser = new Browser(api.app, headers)
    await browser.opens(await addressFor(user, roomId))
    await browser.submits('')
    return browser
  }
  /** Makes this person a member or more of the room. */
  const adds = async (jid: string, privilege: 'user' | 'moderator') => {
    const { id } = await api.person(jid)
    // A first sign-in makes the person known.
    await api.service.run({}, ({ batch }) => {
      batch.change({ kind: 'user', was: undefined, now: { jid, id, profile: {} } })
    })
    return owner.posts(`/rooms/${roomId}/users`, { userId: id, privilege, status: 'accepted', reason: '' })
  }
  const makesLink = async (terms: object = {}, by = owner) =>
    (await by.posts(`/api/v1/rooms/${roomId}/links`, terms)).body.data as unknown as Made
  return { api, clock, owner, roomId, room, addressFor, browserOf, adds, makesLink }
}

type Made = { linkId: string; openInviteId: string; url: string; state: string }
