import { signToken } from '../../src/http/auth/token.js'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import type { Known } from '../http/any-request.js'
import { BASE } from '../http/rest.js'

export const JWT_SECRET = 'a secret of at least thirty-two characters'
export const ROOT = 'root@localhost'
export const PASSWORDS: ReadonlyMap<string, string> = new Map([
  ['romeo', 'O Juliet'],
  ['alice', 'white rabbit'],
])

const alice = 'alice@localhost'
const bob = 'bob@localhost'
const carol = 'carol@localhost'

/** Makes the objects that requests name: alice owns a room with links, bob joined by one, carol needs approval. */
export async function createCatalogue(url: string): Promise<Known> {
  const token = (user: string, scope?: string) => signToken(JWT_SECRET, { user, userClaim: 'sub', hours: 1, scope })
  const [owner, guest, asker] = [await token(alice), await token(bob), await token(carol)]
  const posts = async (path: string, body: object, bearer = owner) => {
    const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
    const whole = path.startsWith('/api/') ? path : `${BASE}${path}`
    const answer = await fetch(`${url}${whole}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const { data } = (await answer.json()) as { data: Record<string, unknown> }
    return data ?? {}
  }
  const room = await posts('/rooms', { name: 'Verona', visibility: 'public' })
  const roomId = String(room['id'])
  const { openInviteId } = await posts('/users/me/public-links/bind', { roomId })
  await posts('/rooms/open-invites', { openInviteId }, guest)
  const { linkId } = await posts(`/api/v1/rooms/${roomId}/links`, { admission: 'unlock_ack', label: 'asks' })
  await posts(`/api/v1/rooms/${roomId}/links`, { label: 'more' })
  const ours = await posts('/api/v1/tokens', { label: 'a client' })
  return {
    ...{ tokenOfOurs: String(ours['token']), tokenId: String(ours['id']) },
    ...{ roomId, room: roomId, jid: String(room['jid']), openInviteId: String(openInviteId), linkId: String(linkId) },
    ...{ userId: 'me', user: bob, ownId: userIdOf(alice), guestId: userIdOf(bob), carol },
    ...{ tokenOfOwner: owner, tokenOfGuest: guest, tokenOfAsker: asker },
    tokenOfNobody: await token('eve@elsewhere.example'),
    tokenOfAdmin: await token(ROOT),
    tokenForLinks: await token(alice, 'links'),
  }
}
