import type { FastifyReply, FastifyRequest, FastifySchema, RouteShorthandOptions } from 'fastify'
import { refuseBlockedCaller } from '../../../rooms-api/blocked-caller.js'
import type { Service } from '../../../service/types.js'
import { validAt } from '../../../web-sessions/begin.js'
import { formTokenOf, idOfSecret } from '../../../web-sessions/secret.js'
import type { HttpLimits } from '../../limits.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { languageOf } from '../language.js'
import type { Language } from '../texts/texts.js'
import { requireFormToken } from './forged-form.js'
import { Form } from './form.js'
import { MANAGE_HEADERS } from './layout.js'
import { sessionSecretIn } from './session-cookie.js'
import { MANAGE_TEXTS } from './texts/texts.js'
import type { Visit } from './visit.js'

export type ManageOptions = {
  readonly service: Service
  readonly limits: HttpLimits
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** The clock: milliseconds since 1970. */
  readonly now: () => number
}

const hidden: FastifySchema = { hide: true }

/** The pages count their requests themselves: by person with a session, else by IP address. */
export const COUNTED_BY_PAGE: RouteShorthandOptions = { schema: hidden, config: { isFree: true } }

/** A page counts as a request of the REST API for a page of 20 entries. */
const PAGE_COST = 3

/** The pages for signed-in people. Without a session, each leads to the page to sign in. */
export class ManagePages {
  readonly #app: TypedApp
  readonly #options: ManageOptions
  /** The path `/manage`, with the path of the public URL before it. */
  readonly base: string

  constructor(app: TypedApp, options: ManageOptions) {
    this.#app = app
    this.#options = options
    this.base = new URL(`${options.publicUrl}/manage`).pathname
  }

  /** Serves a page. `path`: below `/manage`. `show` returns the HTML. */
  get(path: string, show: (visit: Visit) => Promise<string>): void {
    this.#app.get(`/manage${path}`, COUNTED_BY_PAGE, async (request, reply) => {
      const visit = await this.#visit(request)
      if (!visit) return this.toSignIn(reply)
      return reply.headers(MANAGE_HEADERS).send(await show(visit))
    })
  }

  /** Serves a form. `act` does what the form asks for, and returns the path below `/manage` that shows the result. */
  post(path: string, act: (visit: Visit, reply: FastifyReply) => Promise<string>): void {
    this.#app.post(`/manage${path}`, COUNTED_BY_PAGE, async (request, reply) => {
      const visit = await this.#visit(request)
      if (!visit) return this.toSignIn(reply)
      requireFormToken(visit)
      return reply.redirect(`${this.base}${await act(visit, reply)}`, 303)
    })
  }

  /** Leads to the page to sign in. */
  toSignIn(reply: FastifyReply): FastifyReply {
    return reply.redirect(`${this.base}/sign-in`, 303)
  }

  /** Undefined without a valid session. Throws `too-many-requests`. */
  async #visit(request: FastifyRequest): Promise<Visit | undefined> {
    const { limits } = this.#options
    const secret = sessionSecretIn(request.headers.cookie)
    const user = secret === undefined ? undefined : await this.#userOf(secret)
    if (secret === undefined || user === undefined) {
      limits.countAnonymous(request.ip)
      return undefined
    }
    limits.countUser(user, PAGE_COST)
    const { params, query, body } = request
    return {
      ...{ user, sessionId: idOfSecret(secret), formToken: formTokenOf(secret), base: this.base },
      ...spokenIn(request),
      ...{ params: params as Visit['params'], query: query as Visit['query'], form: new Form(body) },
      run: this.#runAs(user),
    }
  }

  /** The session is looked up each time, so that an ended one never passes. */
  async #userOf(secret: string): Promise<string | undefined> {
    const { service, now } = this.#options
    const { webSession } = await service.lookUp({ webSession: idOfSecret(secret) })
    return validAt(webSession, 'session', now())?.user
  }

  #runAs(user: string): Service['run'] {
    const { service } = this.#options
    const requester = { way: 'web', by: user } as const
    return (needs, work) =>
      service.run({ ...needs, requester }, turn => {
        refuseBlockedCaller(turn, user)
        return work(turn)
      })
  }
}

/** The language of a request, and the texts in it. */
export function spokenIn({ headers, query }: Pick<FastifyRequest, 'headers' | 'query'>): {
  language: Language
  texts: (typeof MANAGE_TEXTS)[Language]
} {
  const chosen = (query as Visit['query'])['lang']
  const language = languageOf({ chosen, accepted: headers['accept-language'] })
  return { language, texts: MANAGE_TEXTS[language] }
}
