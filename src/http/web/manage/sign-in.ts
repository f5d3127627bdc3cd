import type { FastifyReply } from 'fastify'
import { refuseBlockedCaller } from '../../../rooms-api/blocked-caller.js'
import type { Service } from '../../../service/types.js'
import { beginSession, endSession } from '../../../web-sessions/begin.js'
import type { SignIn } from '../../auth/sign-in.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { html } from '../html.js'
import { Form } from './form.js'
import { MANAGE_HEADERS, managePage } from './layout.js'
import { COUNTED_BY_PAGE, type ManageOptions, type ManagePages, spokenIn } from './pages.js'
import { afterwards, doneNote } from './parts.js'
import { noSessionCookie, sessionCookie } from './session-cookie.js'

const LONGEST_NAME = 3071
const LONGEST_PASSWORD = 1024

export type SignInPageOptions = ManageOptions & {
  /** Undefined if sign-in with a password is off. */
  readonly signIn: SignIn | undefined
}

/** Signing in with the XMPP password, where that is on, and signing out. */
export function signInPage(app: TypedApp, pages: ManagePages, options: SignInPageOptions): void {
  const { service, limits, publicUrl, signIn } = options
  app.get('/manage/sign-in', COUNTED_BY_PAGE, async (request, reply) => {
    limits.countAnonymous(request.ip)
    const { language, texts } = spokenIn(request)
    const main = html`${doneNote(request.query, texts)}<h1>${texts.signIn.title}</h1>
${
  signIn &&
  html`<form method="post" action="${pages.base}/sign-in">
<p>${texts.signIn.text}</p>
<label for="name">${texts.signIn.name}</label>
<input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="${LONGEST_NAME}">
<label for="password">${texts.signIn.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="${LONGEST_PASSWORD}">
<button class="primary">${texts.signIn.button}</button>
</form>`
}
<p class="hint">${texts.signIn.command}</p>`
    return reply.headers(MANAGE_HEADERS).send(managePage({ language, title: texts.signIn.title, main }))
  })

  app.post('/manage/sign-in', COUNTED_BY_PAGE, async (request, reply) => {
    limits.countAnonymous(request.ip)
    if (!signIn) return pages.toSignIn(reply)
    const form = new Form(request.body)
    const login = form.text('name', LONGEST_NAME)
    const { bare } = await signIn({ login, password: form.secret('password', LONGEST_PASSWORD), ip: request.ip })
    return begun(reply, await begin(service, bare), { publicUrl, to: pages.base })
  })

  // Also people on a block list may sign out.
  pages.post('/sign-out', async ({ user, sessionId }, reply) => {
    const requester = { way: 'web', by: user } as const
    await service.run({ lookup: { webSession: sessionId }, requester }, endSession)
    reply.header('set-cookie', noSessionCookie(publicUrl))
    return afterwards('/sign-in', 'signed-out')
  })
}

/** Answers with the cookie of a session that has begun, and leads to a page. */
export function begun(reply: FastifyReply, secret: string, { publicUrl, to }: { publicUrl: string; to: string }) {
  return reply.header('set-cookie', sessionCookie(secret, publicUrl)).redirect(to, 303)
}

function begin(service: Service, user: string): Promise<string> {
  const requester = { way: 'web', by: user } as const
  return service.run({ lookup: { webSessionsOf: user }, requester }, turn => {
    refuseBlockedCaller(turn, user)
    return beginSession(turn, user)
  })
}
