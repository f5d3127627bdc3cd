import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from './html.js'
import { PAGE_HEADERS, page } from './page.js'

const START_PAGE = page({
  title: 'Group chats by link',
  description: 'This is the address of links to group chats.',
  main: html`
<p class="over">Group chats by link</p>
<h1>Open the link that you have</h1>
<p>This is the address of a service for group chats. A link to one of them is longer: behind this address it has 32 more
characters.</p>
<p>If you have such a link, open the whole of it. If you have none, ask somebody in the group chat for one.</p>`,
})

const UNKNOWN_PAGE = page({
  title: 'There is no such page',
  description: 'There is nothing at this address.',
  main: html`
<p class="over">Nothing is here</p>
<h1>There is no such page</h1>
<p>If somebody sent you this as a link to a group chat, then it is not complete: such a link ends with 32 characters.</p>
<p>Ask the person from whom you have it to send it again.</p>`,
})

/** Whether a person asks with a browser, rather than an app: browsers name HTML among what they accept (RFC 9110 §12.5.1). */
export function isByBrowser({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean {
  return (
    (method === 'GET' || method === 'HEAD') && headers.accept !== undefined && /\btext\/html\b/i.test(headers.accept)
  )
}

/** Answers with the page of the address itself. */
export function sendStartPage(reply: FastifyReply): FastifyReply {
  return reply.headers(PAGE_HEADERS).send(START_PAGE)
}

/** Answers with the page for a path that does not exist, and the status 404. */
export function sendUnknownPage(reply: FastifyReply): FastifyReply {
  return reply.code(404).headers(PAGE_HEADERS).send(UNKNOWN_PAGE)
}
