import { Type } from '@sinclair/typebox'
import { noteFamilyClient } from '../../rooms-api/note-family-client.js'
import { displayNameOf } from '../../rooms-api/user.js'
import type { Service } from '../../service/types.js'
import { issueToken } from '../../tokens/issue.js'
import { isFamilyClient } from '../auth/auth.js'
import { basicCredentials } from '../auth/basic-auth.js'
import type { SignIn } from '../auth/sign-in.js'
import { knownUser, signInAnswer, signInAnswerFor } from '../auth/signed-in.js'
import { RequestError } from '../errors/request-error.js'
import { AUTHENTICATION } from '../schema/bases.js'
import { operation } from '../schema/operation.js'
import type { TypedApp } from '../schema/typed-app.js'

const login = operation({
  id: 'GetBasicLogin',
  tag: 'Authentication',
  caller: 'password',
  summary: 'Sign in with name and password',
  description:
    'The name is the bare JID of the account, or its local part. The password is that of the account on the XMPP server. ' +
    'After too many failures, the account or the IP address is locked for some time (401501).',
  result: signInAnswer,
  refusals: [
    'wrong-credentials',
    'sign-in-locked',
    'account-disabled',
    'credentials-expired',
    'sign-in-off',
    'accounts-unavailable',
  ],
})

const urls = operation({
  id: 'GetLoginUrl',
  tag: 'Authentication Urls',
  caller: 'anybody',
  summary: 'Read the URLs for signing in and out',
  querystring: Type.Object({ uid: Type.Optional(Type.String({ description: 'The name of the user; ignored' })) }),
  result: Type.Object({
    data: Type.Array(Type.Object({ type: Type.String(), loginUrl: Type.String(), logoutUrl: Type.String() })),
  }),
})

const LABEL = 'sign-in'

/** Password sign-in. */
export function signInRoutes(
  app: TypedApp,
  { service, publicUrl, checkPassword }: { service: Service; publicUrl: string; checkPassword: SignIn },
): void {
  app.get('/login', { schema: login }, async (request, reply) => {
    const { headers, ip } = request
    reply.header('cache-control', 'no-store')
    const credentials = basicCredentials(headers.authorization)
    if (!credentials) throw new RequestError('wrong-credentials')
    const { bare: jid } = await checkPassword({ ...credentials, ip })
    const requester = { way: 'rest', by: jid } as const
    return service.run({ lookup: { apiTokensOf: jid, users: [jid] }, requester }, turn => {
      if (isFamilyClient(request)) noteFamilyClient(turn, jid)
      const user = knownUser(turn, jid)
      // Once stored, the user can be found by the user id.
      if (!turn.found.users?.length) turn.batch.change({ kind: 'user', was: undefined, now: user })
      const name = displayNameOf(user)
      const { token } = issueToken(turn, { user: jid, name, label: LABEL, replacesOldest: true })
      const { loggedInUser, loggedInApplication } = signInAnswerFor(turn, jid)
      // COMPAT: clients of the API family sign in at the XMPP server with this password, which they have just sent.
      return { token, loggedInUser: { ...loggedInUser, jid_password: credentials.password }, loggedInApplication }
    })
  })

  app.get('/urls', { schema: urls }, async () => {
    const url = `${publicUrl}${AUTHENTICATION}`
    return { data: [{ type: 'RAINBOW', loginUrl: `${url}/login`, logoutUrl: `${url}/logout` }] }
  })
}
