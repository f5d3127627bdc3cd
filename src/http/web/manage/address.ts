import type { ServiceContext } from '../../../service/types.js'
import { takeAddress, validAt } from '../../../web-sessions/begin.js'
import { idOfSecret } from '../../../web-sessions/secret.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { html } from '../html.js'
import { MANAGE_HEADERS, managePage } from './layout.js'
import { COUNTED_BY_PAGE, type ManageOptions, type ManagePages, spokenIn } from './pages.js'
import { begun } from './sign-in.js'

type Addressed = { Params: { secret: string } }

/**
 * The page of a one-time address. Opening it takes nothing, since servers of chats open links for their previews; its
 * button exchanges the address for a session.
 */
export function addressPage(app: TypedApp, pages: ManagePages, options: ManageOptions): void {
  const { service, limits, publicUrl, now } = options
  app.get<Addressed>('/manage/:secret', COUNTED_BY_PAGE, async (request, reply) => {
    limits.countAnonymous(request.ip)
    const { secret } = request.params
    const { webSession } = await service.lookUp({ webSession: idOfSecret(secret) })
    reply.headers(MANAGE_HEADERS)
    if (!validAt(webSession, 'address', now())) return reply.code(404).send(gonePage(request, pages))
    return reply.send(buttonPage(request, `${pages.base}/${secret}`))
  })

  app.post<Addressed>('/manage/:secret', COUNTED_BY_PAGE, async (request, reply) => {
    limits.countAnonymous(request.ip)
    const ofUser = ({ found }: Pick<ServiceContext, 'found'>) =>
      found.webSession && { webSession: found.webSession.id, webSessionsOf: found.webSession.user }
    const lookup = { webSession: idOfSecret(request.params.secret), further: ofUser }
    const taken = await service.run({ lookup }, takeAddress)
    if (!taken) return reply.code(404).headers(MANAGE_HEADERS).send(gonePage(request, pages))
    const to = taken.roomId === '' ? pages.base : `${pages.base}/rooms/${taken.roomId}`
    return begun(reply, taken.secret, { publicUrl, to })
  })
}

type Spoken = Parameters<typeof spokenIn>[0]

function buttonPage(request: Spoken, action: string): string {
  const { language, texts } = spokenIn(request)
  const { title, text, button } = texts.address
  const main = html`<h1>${title}</h1>
<p>${text}</p>
<form method="post" action="${action}"><button class="primary">${button}</button></form>`
  return managePage({ language, title, main })
}

function gonePage(request: Spoken, { base }: ManagePages): string {
  const { language, texts } = spokenIn(request)
  const { goneTitle, gone } = texts.address
  const main = html`<h1>${goneTitle}</h1>
<p>${gone}</p>
<p><a href="${base}">${texts.signIn.title}</a></p>`
  return managePage({ language, title: goneTitle, main })
}
