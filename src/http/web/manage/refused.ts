import type { FastifyRequest } from 'fastify'
import { ReasonedRefusal } from '../../../stanza/error.js'
import { answerTo } from '../../errors/error-answer.js'
import { headersFor } from '../../errors/error-headers.js'
import { RequestError } from '../../errors/request-error.js'
import type { TypedApp } from '../../schema/typed-app.js'
import { fill, html, type Insertable } from '../html.js'
import { ForgedForm } from './forged-form.js'
import { MalformedForm } from './form.js'
import { MANAGE_HEADERS, managePage } from './layout.js'
import { type ManagePages, spokenIn } from './pages.js'
import type { ManageTexts } from './texts/shape.js'

/** A refusal for people: the status, the name of its text, and what the service says, for a refusal without a text. */
type Refused = { readonly status: number; readonly names: readonly string[]; readonly reason: string }

/** Answers refusals with a page. A fault is left to the answer of all routes, which logs it. */
export function answerRefusals(app: TypedApp, pages: ManagePages): void {
  app.setErrorHandler((thrown, request, reply) => {
    const refused = refusedBy(thrown)
    if (!refused) throw thrown
    const headers = { ...headersFor(thrown, { name: 'bad-request', schema: undefined }), ...MANAGE_HEADERS }
    return reply
      .code(refused.status)
      .headers(headers)
      .send(refusalPage(request, pages, refused))
  })
}

function refusedBy(thrown: unknown): Refused | undefined {
  const isForeign = thrown instanceof RequestError && thrown.error === 'not-allowed'
  if (isForeign || thrown instanceof ForgedForm) return { status: 403, names: ['forged'], reason: thrown.message }
  if (thrown instanceof MalformedForm) return { status: 400, names: ['malformed'], reason: thrown.message }
  const { name, body, isUnloggedFault } = answerTo(thrown)
  if (isUnloggedFault) return undefined
  const own = thrown instanceof ReasonedRefusal ? [thrown.reason] : []
  return { status: body.errorCode, names: [...own, name], reason: thrown instanceof Error ? thrown.message : name }
}

function refusalPage(
  request: Pick<FastifyRequest, 'headers' | 'query'>,
  { base }: ManagePages,
  refused: Refused,
): string {
  const { language, texts } = spokenIn(request)
  const { title } = texts.refused
  const main = html`<h1>${title}</h1>
<p role="alert">${textOf(refused, texts.refused)}</p>
<p><a href="${base}">${texts.page.rooms}</a></p>`
  return managePage({ language, title, main })
}

function textOf({ names, reason }: Refused, texts: ManageTexts['refused']): Insertable {
  const known = new Map<string, string>(Object.entries(texts))
  const text = names.map(name => known.get(name)).find(one => one !== undefined)
  return text ?? fill(texts.other, { reason })
}
