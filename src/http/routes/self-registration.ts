import { Type } from '@sinclair/typebox'
import type { Service } from '../../service/types.js'
import { isFamilyClient } from '../auth/auth.js'
import { createRegister, PASSWORD_PATTERN, type RegistrationOptions } from '../auth/self-registration.js'
import { displayName } from '../auth/token.js'
import { operation } from '../schema/operation.js'
import { jsonObject, text } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'
import { userView, wholeUser } from '../views/user-view.js'

const optional = Type.Optional(text({ maxLength: 255 }))

const registerMyself = operation({
  id: 'registerMyself',
  tag: 'Users',
  caller: 'anybody',
  summary: 'Create an account',
  description:
    'Public, if the configuration enables it. With an open invite, the new user joins its room at once, or waits for an ' +
    'approval. If the link refuses the join, no account is created. The name of an admin of the service, and one that has ' +
    'rooms, links or tokens by another sign-in, are refused as taken.',
  body: Type.Object(
    {
      loginEmail: Type.String({
        minLength: 1,
        maxLength: 1023,
        expected: 'the name of the account, or its address (name@domain)',
      }),
      password: Type.String({
        format: 'password',
        maxLength: 256,
        pattern: PASSWORD_PATTERN,
        expected: 'longer than 8 characters, with a capital letter, a digit and another character',
      }),
      openInviteId: Type.Optional(Type.String({ minLength: 1, expected: 'the id at the end of an open invite' })),
      roomPassword: Type.Optional(Type.String({ expected: 'a text' })),
      firstName: optional,
      lastName: optional,
      nickName: optional,
      title: optional,
      jobTitle: optional,
      country: optional,
      language: optional,
      timezone: optional,
    },
    jsonObject,
  ),
  result: Type.Object({ data: wholeUser }),
  refusals: [
    'not-allowed',
    'registration-off',
    'locked',
    'full',
    'unknown-open-invite',
    'no-room',
    'name-taken',
    'accounts-unavailable',
  ],
})

/** Registration of an account, without a token. */
export function selfRegistrationRoutes(
  app: TypedApp,
  { service, registration }: { service: Service; registration: RegistrationOptions },
): void {
  const register = createRegister(service, registration)
  app.post('/users/self-register', { schema: registerMyself }, async request => {
    const { body, ip } = request
    const { loginEmail, password, openInviteId, roomPassword } = body
    const { title, jobTitle, country, language, timezone } = body
    const [firstName, lastName, nickName] = [body.firstName, body.lastName, body.nickName].map(displayName)
    const profile = { firstName, lastName, nickName, title, jobTitle, country, language, timezone }
    const account = { loginEmail, password, openInviteId, roomPassword, ip, profile }
    const { user } = await register({ ...account, isFamilyClient: isFamilyClient(request) })
    return { data: userView(user) }
  })
}
