import type { Test } from 'tap'
import { type Answer, restApi } from './rest.js'

export const UNKNOWN_ID = '0123456789abcdef01234567'

type Status = 'invited' | 'accepted' | 'unsubscribed'

/** A room that alice has created, and users with tokens who do not belong to it: bob, carol, dave and mallory. */
export async function roomOfAlice(t: Test, options: Parameters<typeof restApi>[1] & { visibility?: 'public' } = {}) {
  const { visibility = 'private', ...others } = options
  const api = restApi(t, others)
  const person = (name: string) => api.person(`${name}@example.org`, { name: name.toUpperCase() })
  const alice = await person('alice')
  const roomId = String((await alice.posts('/rooms', { name: 'Verona', visibility })).body.data['id'])
  const [bob, carol, dave, mallory] = [
    await person('bob'),
    await person('carol'),
    await person('dave'),
    await person('mallory'),
  ]
  const users = `/rooms/${roomId}/users`
  const adds = (by: typeof alice, jid: string, more: object = {}): Promise<Answer> =>
    by.posts(users, { userId: jid, reason: 'Tea', status: 'accepted', ...more })
  /** Adds users, as alice. */
  async function has(who: typeof alice, status: Status = 'accepted', privilege = 'user') {
    t.match(await adds(alice, who.jid, { status, privilege }), { status: 200 })
  }
  const path = (who: { id: string }) => `${users}/${who.id}`
  /** The status of a user in the room, as alice reads it: `privilege status`, or the code of the error. */
  async function standing(who: typeof alice): Promise<string> {
    const { status, body } = await alice.gets(path(who))
    return status === 200 ? `${body.data['privilege']} ${body.data['status']}` : String(body['errorDetailsCode'])
  }
  return { ...api, alice, bob, carol, dave, mallory, roomId, users, adds, has, path, standing }
}

/** The pattern of an error answer. */
export function refused(status: number, code: number, details?: string | RegExp) {
  const more = details === undefined ? {} : { errorDetails: details }
  return { status, body: { errorCode: status, errorDetailsCode: code, ...more } }
}
