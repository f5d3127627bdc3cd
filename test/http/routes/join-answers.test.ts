import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { Overload } from '../../../src/stanza/error.js'
import { invitation, JOIN } from '../invitation.js'
import { type Answer, BASE, NO_LIMITS } from '../rest.js'

/*
 * docs/rest.md has a table of answers for each of the two routes that join a room. Each case below provokes one of
 * them; the test holds the statuses and codes that come against those of the table.
 */

const root = new URL(import.meta.resolve('latchstring/package.json'))
const page = readFileSync(new URL('docs/rest.md', root), 'utf8')
const UNKNOWN = '0'.repeat(32)

/** The statuses and codes in the table below the heading of a route, sorted, each once: "403 403621". */
function documented(path: string): string[] {
  const chapter = page.split(`### POST ${path}\n`)[1]?.split('\n#')[0] ?? ''
  const rows = [...chapter.matchAll(/^\| (\d{3}) \| (\d+|-) \|/gm)].map(([, status, code]) => `${status} ${code}`)
  return [...new Set(rows)].sort()
}

type Scene = Awaited<ReturnType<typeof invitation>>
type Case = (scene: Scene, joins: (body?: object) => Promise<Answer>) => Promise<Answer>

/** Changes the room, then joins. */
function withRoom(change: Parameters<Scene['api']['changeRecord']>[1]): Case {
  return async ({ api, roomId }, joins) => {
    await api.changeRecord(roomId, change)
    return joins()
  }
}

/** Sends a request that is no proper JSON request of a person with a token. */
function raw(request: { headers?: Record<string, string>; payload?: string }, path: string): Case {
  return ({ api, guest }) => {
    const headers = { authorization: `Bearer ${guest.token}`, 'content-type': 'application/json', ...request.headers }
    return api.ask({ method: 'POST', url: path, headers, payload: request.payload ?? '{}' })
  }
}

function cases(path: string): Case[] {
  return [
    (_, joins) => joins(),
    (_, joins) => joins({ openInviteId: 5 }),
    (_, joins) => joins({ openInviteId: UNKNOWN }),
    raw({ headers: { authorization: 'Bearer x' } }, path),
    raw({ payload: JSON.stringify({ openInviteId: 'x'.repeat(70_000) }) }, path),
    raw({ headers: { 'content-type': 'text/plain' } }, path),
    withRoom({ config: { autoRegister: 'lock' } }),
    withRoom({ config: { autoRegister: 'unlock_ack' } }),
    withRoom({ archived: true }),
    async ({ api, openInviteId }, joins) => {
      await api.changeLink(openInviteId, { domains: ['example.net'] })
      return joins()
    },
    async ({ api }, joins) => {
      api.storage.failNextCommit()
      return joins()
    },
    async ({ api }, joins) => {
      api.service.run = () => Promise.reject(new Overload())
      return joins()
    },
    async (_, joins) => {
      await joins({ openInviteId: UNKNOWN })
      return joins()
    },
  ]
}

/** Plays each case in a room of its own; returns the statuses and codes of the answers as `documented` does. */
async function provoked(t: Test, path: string): Promise<string[]> {
  const answers: string[] = []
  for (const play of cases(path)) {
    const scene = await invitation(t, { limits: { ...NO_LIMITS, failedJoinsPerUser: 1 } })
    const joins = (body: object = { openInviteId: scene.openInviteId }) => scene.guest.posts(path, body)
    const { status, body } = await play(scene, joins)
    answers.push(`${status} ${body['errorDetailsCode'] ?? '-'}`)
  }
  return [...new Set(answers)].sort()
}

t.test('docs/rest.md has each answer of the join route of the Rainbow family, and no other', async t => {
  const path = `${BASE}${JOIN}`
  t.strictSame(documented(path), await provoked(t, path))
  t.ok(documented(path).includes('403 403624'), 'a joiner who waits gets an error')
})

t.test('docs/rest.md has each answer of the plain join route, and no other', async t => {
  const path = '/api/v1/join'
  t.strictSame(documented(path), await provoked(t, path))
  t.notOk(documented(path).includes('403 403624'), 'a joiner who waits gets no error')
})
