import formBody from '@fastify/formbody'
import type { FastifyRequest } from 'fastify'
import type { TypedApp } from '../schema/typed-app.js'
import { refusedFormPage } from './form-pages.js'
import { PAGE_HEADERS } from './page.js'

const FORM = 'application/x-www-form-urlencoded'
/** Bytes. A form of a page has few and short fields. */
const LARGEST_FORM = 16 * 1024

/**
 * Lets the routes of this part take the forms of our own pages, and answers those that another site has sent with a page
 * and the status 403. `publicUrl`: without a slash at the end.
 */
export function acceptOwnForms(app: TypedApp, { publicUrl }: { publicUrl: string }): void {
  if (!app.hasContentTypeParser(FORM)) app.register(formBody, { bodyLimit: LARGEST_FORM })
  app.addHook('onRequest', async (request, reply) => {
    const isForm = request.method === 'POST'
    if (!isForm || isOfOwnSite(request, publicUrl)) return
    return reply.code(403).headers(PAGE_HEADERS).send(refusedFormPage())
  })
}

/**
 * Whether a page of our own has sent the request, or no browser: a browser says so in Sec-Fetch-Site (on https), and in
 * Origin (Fetch Standard §3.2), which is `null` for pages that send no Referer to any site.
 */
export function isOfOwnSite({ headers }: Pick<FastifyRequest, 'headers'>, publicUrl: string): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  const { origin, host } = headers
  if (origin === undefined) return true
  return (
    origin === originOf(publicUrl) || (host !== undefined && /^https?:\/\//.test(origin) && hostOf(origin) === host)
  )
}

/** The text of a field of a form; empty if the form does not have it, or has it several times. */
export function fieldOf(body: unknown, name: string): string {
  const value =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name) : undefined
  return typeof value?.[1] === 'string' ? value[1] : ''
}

function originOf(url: string): string {
  return new URL(url).origin
}

function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '')
}
