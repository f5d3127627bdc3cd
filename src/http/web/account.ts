import type { FastifyReply, FastifySchema } from 'fastify'
import type { Service } from '../../service/types.js'
import {
  createRegister,
  PASSWORD_PATTERN,
  type Registered,
  type RegistrationOptions,
} from '../auth/self-registration.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { accountProblem, type WrongField } from './account-problem.js'
import { isInvalidLink, type LinkPages, type LinkRequest } from './link-pages.js'
import { accountPage } from './page/account-page.js'
import type { LinkView } from './page/link-view.js'
import { formHeaders } from './page.js'

const hidden: FastifySchema = { hide: true }
const PASSWORD = new RegExp(PASSWORD_PATTERN, 'u')

type Options = {
  readonly service: Service
  readonly limits: HttpLimits
  readonly registration: RegistrationOptions
  readonly pages: LinkPages
}

/** What the form sends. */
type Sent = { readonly name: string; readonly password: string }

/**
 * Serves the form "Make an account" of a link: makes the account as the REST API does, with the same limits, and joins by
 * the link. The answer is a page that says how to go on, or the form with what was wrong.
 */
export function serveAccountForm(app: TypedApp, { service, limits, registration, pages }: Options): void {
  const register = createRegister(service, registration)
  const options = { schema: hidden, config: { isPage: true } }
  app.post<{ Params: { openInviteId: string } }>('/:openInviteId/account', options, async (request, reply) => {
    limits.countValidation(request.ip)
    const view = await pages.view(request)
    if (!view) return pages.sendNone(request, reply)
    const sent = sentWith(request.body)
    const wrong = fieldProblem(sent, view)
    if (wrong) return sendWrong({ pages, request, reply }, { wrong, sent })
    const { openInviteId } = view.invitation
    const account = { loginEmail: sent.name, password: sent.password, openInviteId, profile: {}, ip: request.ip }
    try {
      const registered = await register({ ...account, isFamilyClient: false })
      return sendDone(reply, view, registered)
    } catch (thrown) {
      if (isInvalidLink(thrown)) return pages.sendNone(request, reply)
      return sendWrong({ pages, request, reply }, { wrong: accountProblem(thrown, view.visit.texts.account), sent })
    }
  })
}

/** The fields of the form; what is missing is empty. */
function sentWith(body: unknown): Sent {
  const { account, password } = Object(body) as { readonly account?: unknown; readonly password?: unknown }
  return {
    name: typeof account === 'string' ? account.trim() : '',
    password: typeof password === 'string' ? password : '',
  }
}

/** What needs no server to be known as wrong. */
function fieldProblem({ name, password }: Sent, { visit }: LinkView): WrongField | undefined {
  const { nameWrong, passwordWrong } = visit.texts.account
  if (name === '' || name.length > 1023) return { field: 'account', problem: nameWrong }
  return PASSWORD.test(password) && password.length <= 256 ? undefined : { field: 'password', problem: passwordWrong }
}

type Asked = { readonly pages: LinkPages; readonly request: LinkRequest; readonly reply: FastifyReply }

function sendWrong({ pages, request, reply }: Asked, { wrong, sent }: { wrong: WrongField; sent: Sent }) {
  return pages.send(request, reply, { form: 'account', ...wrong, entered: sent.name })
}

function sendDone(reply: FastifyReply, view: LinkView, registered: Registered): FastifyReply {
  return reply.headers(formHeaders()).send(accountPage(view, registered))
}
