import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { peopleLookup, readPeople, readPerson } from '../../rooms-api/people.js'
import type { User } from '../../rooms-api/user.js'
import { StanzaError } from '../../stanza/error.js'
import { parseBareJid } from '../../stanza/jid.js'
import { operation } from '../schema/operation.js'
import { choice, jsonObject } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { preparedName, userName } from '../views/named-user.js'
import { partialUser, userFormats } from '../views/user-formats.js'
import { pageOf } from './v1/parameters.js'

const MOST_PER_REQUEST = 200
/** The bare JIDs of a request, together, in characters: those with characters of other scripts take long to prepare. */
const MOST_CHARACTERS = 20_000

const format = choice(['small', 'medium', 'full'], { default: 'full' })

const getConnectedUserData = operation({
  id: 'getConnectedUserData',
  tag: 'Users',
  scope: 'any',
  summary: 'Read the caller',
  querystring: Type.Object({ format }),
  result: Type.Object({ data: partialUser }),
})

const getUserDataById = operation({
  id: 'getUserDataById',
  tag: 'Users',
  scope: 'any',
  summary: 'Read a user',
  description:
    'Callers can read themselves and the users of their rooms, unless the room hides addresses; admins of the service ' +
    'can read all users. For other users, the answer is 404 whether they exist or not.',
  params: Type.Object({ userId: userName }),
  querystring: Type.Object({ format }),
  result: Type.Object({ data: partialUser }),
  refusals: ['not-found'],
})

const getUserByJid = operation({
  id: 'getUserByJid',
  tag: 'Users',
  scope: 'any',
  summary: 'Read a user by the bare JID',
  description: 'The same as by the id.',
  params: Type.Object({ jid: userName }),
  querystring: Type.Object({ format }),
  result: Type.Object({ data: partialUser }),
  refusals: ['not-found'],
})

const searchUsersByJids = operation({
  id: 'searchUsersByJids',
  tag: 'Users',
  scope: 'any',
  summary: 'Read several users by their bare JIDs',
  description: 'Leaves out users whom the caller may not read.',
  querystring: Type.Object({ format }),
  body: Type.Object(
    {
      jid_im: Type.Array(Type.String({ expected: 'a bare JID' }), {
        maxItems: MOST_PER_REQUEST,
        expected: `a list of at most ${MOST_PER_REQUEST} bare JIDs`,
      }),
    },
    jsonObject,
  ),
  result: Type.Object({
    data: Type.Array(partialUser),
    ...pageOf,
  }),
})

type Caller = Pick<FastifyRequest, 'user' | 'run'>

/** Reading users. */
export function userRoutes(app: TypedApp): void {
  app.get('/users/me', { schema: getConnectedUserData }, async request => ({
    data: userFormats[request.query.format](await callerAsUser(request)),
  }))

  app.get('/users/:userId', { schema: getUserDataById }, async request => ({
    data: userFormats[request.query.format](await userNamed(request, request.params.userId)),
  }))

  app.get('/users/jids/:jid', { schema: getUserByJid }, async request => ({
    data: userFormats[request.query.format](await userNamed(request, request.params.jid)),
  }))

  app.post('/users/jids', { schema: searchUsersByJids }, async ({ body, query, user: { jid }, run }) => {
    refuseLong(body.jid_im)
    const names = [...new Set(body.jid_im.flatMap(text => parseBareJid(text)?.bare ?? []))]
    const people = await run({ lookup: peopleLookup(jid, names) }, turn => readPeople(turn, jid))
    const data = people.map(person => userFormats[query.format](person))
    return { data, limit: MOST_PER_REQUEST, offset: 0, total: data.length }
  })
}

/** Throws `bad-request`. */
function refuseLong(jids: readonly string[]): void {
  if (jids.join('').length <= MOST_CHARACTERS) return
  throw new StanzaError('bad-request', `The bare JIDs have at most ${MOST_CHARACTERS} characters together.`)
}

/** A user whom the caller may read. Throws `unknown-user`. */
async function userNamed({ user, run }: Caller, named: string): Promise<User> {
  const name = preparedName(named, user)
  const reader = user.jid
  if (name === reader) return callerAsUser({ user, run })
  return run({ lookup: peopleLookup(reader, [name]) }, turn => readPerson(turn, { reader, name }))
}

/** The caller. Without a stored name, the name in the token is used. */
async function callerAsUser({ user: { jid, id, name }, run }: Caller): Promise<User> {
  const [known] = await run({ lookup: { users: [jid] } }, ({ found }) => found.users ?? [])
  const { profile = {} } = known ?? {}
  const { firstName, lastName, nickName = firstName || lastName ? '' : name } = profile
  return { jid, id, profile: { ...profile, nickName } }
}
