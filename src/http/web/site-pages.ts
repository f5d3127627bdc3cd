import type { FastifyReply, FastifyRequest } from 'fastify'
import { fill, html } from './html.js'
import { messagePage } from './message-page.js'
import { PAGE_HEADERS } from './page.js'
import { type Site, type Visit, visitOf } from './visit.js'

/** Whether a person asks with a browser, rather than an app: browsers name HTML among what they accept (RFC 9110 §12.5.1). */
export function isByBrowser({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return (
    (method === 'GET' || method === 'HEAD') && headers.accept !== undefined && /\btext\/html\b/i.test(headers.accept)
  )
}

/** The page of the address itself: what this place is, and how a link is used. */
export function startPage(visit: Visit): string {
  const { site, texts } = visit
  const { title, description, text, haveTitle, have, ownTitle, own, developers } = texts.start
  return messagePage(visit, {
    over: site.name,
    title,
    description,
    content: html`<p>${text}</p>
<h2>${haveTitle}</h2>
<p>${have}</p>
<h2>${ownTitle}</h2>
<p>${fill(own, { domain: html`<bdi dir="ltr">${site.domain}</bdi>` })}</p>
<p><a href="${site.base}/docs">${developers}</a></p>`,
  })
}

/** The one page for all invalid links. It does not reveal the reason. */
export function noInvitationPage(visit: Visit): string {
  return nothingPage(visit, visit.texts.invalid)
}

function nothingPage(visit: Visit, words: Visit['texts']['invalid' | 'unknown']): string {
  const { over, title, description, text, ask } = words
  return messagePage(visit, { over, title, description, content: html`<p>${text}</p><p>${ask}</p>` })
}

/** Answers with the page for a path that does not exist, and the status 404. */
export function sendUnknownPage(site: Site, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const visit = visitOf(site, request)
  return reply.code(404).headers(PAGE_HEADERS).send(nothingPage(visit, visit.texts.unknown))
}

/** The page for an error with this status: too many requests, a form of another site or not as a whole, or a fault. */
export function errorPage(visit: Visit, status: number): string {
  const { over, title, text, malformed, foreign, foreignTitle } = visit.texts.fault
  const { tooMany } = visit.texts
  if (status === 429) return messagePage(visit, { ...tooMany, content: html`<p>${tooMany.text}</p>` })
  if (status === 403) return messagePage(visit, { title: foreignTitle, content: html`<p>${foreign}</p>` })
  return messagePage(visit, { over, title, content: html`<p>${status < 500 ? malformed : text}</p>` })
}
