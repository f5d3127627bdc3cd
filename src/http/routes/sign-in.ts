import { Type } from '@sinclair/typebox'
import type { Service } from '../../service.js'
import { issueToken } from '../../tokens/issue.js'
import { userIdOf } from '../../user-id.js'
import { AUTHENTICATION } from '../bases.js'
import { basicCredentials } from '../basic-credentials.js'
import { RequestError } from '../errors.js'
import { operation } from '../operation.js'
import { createSignIn, type SignInOptions } from '../sign-in.js'
import type { TypedApp } from '../typed-app.js'
import { displayNameOf, shownUser, userView } from '../user-view.js'

/** What is answered to who has signed in; at the top, not in `data`. */
export const signedIn = Type.Object({
  token: Type.String({ description: 'For the header Authorization: Bearer' }),
  loggedInUser: Type.Composite([shownUser, Type.Object({ jid_password: Type.Optional(Type.String()) })]),
  loggedInApplication: Type.Object({ id: Type.String(), name: Type.String() }),
})

/** The application that the tokens are for, as they name it. */
export const APPLICATION = { id: 'latchstring', name: 'Latchstring' }

const login = operation({
  id: 'GetBasicLogin',
  tag: 'Authentication',
  caller: 'password',
  summary: 'Sign in with name and password',
  description:
    'The name is the address of the account, or the part of it before the `@`. The password is that of the account at ' +
    'the XMPP server. After too many failures the account, or the address from which they came, is locked for a while ' +
    '(401501).',
  result: signedIn,
  refusals: [403, 429, 503],
})

const urls = operation({
  id: 'GetLoginUrl',
  tag: 'Authentication Urls',
  caller: 'anybody',
  summary: 'Ask where to sign in',
  querystring: Type.Object({ uid: Type.Optional(Type.String({ description: 'Who wants to sign in' })) }),
  result: Type.Object({
    data: Type.Array(Type.Object({ type: Type.String(), loginUrl: Type.String(), logoutUrl: Type.String() })),
  }),
})

const LABEL = 'sign-in'

/** Signing in with a password. */
export function signInRoutes(
  app: TypedApp,
  { service, publicUrl, signIn: options }: { service: Service; publicUrl: string; signIn: SignInOptions },
): void {
  const signIn = createSignIn(options)

  app.get('/login', { schema: login }, async ({ headers, ip }, reply) => {
    reply.header('cache-control', 'no-store')
    const given = basicCredentials(headers.authorization)
    if (!given) throw new RequestError('wrong-credentials')
    const { bare: jid } = await signIn({ ...given, ip })
    const lookup = { apiTokensOf: jid, users: [jid] }
    const { token, user } = await service.run({ lookup }, turn => {
      const known = turn.found.users?.[0] ?? { jid, id: userIdOf(jid), profile: {} }
      const name = displayNameOf(known)
      return { user: known, ...issueToken(turn, { user: jid, name, label: LABEL, replacesOldest: true }) }
    })
    // With it the clients of the API sign in at the XMPP server; they have just sent it.
    const loggedInUser = { ...userView(user), jid_password: given.password }
    return { token, loggedInUser, loggedInApplication: APPLICATION }
  })

  app.get('/urls', { schema: urls }, async () => {
    const url = `${publicUrl}${AUTHENTICATION}`
    return { data: [{ type: 'RAINBOW', loginUrl: `${url}/login`, logoutUrl: `${url}/logout` }] }
  })
}
