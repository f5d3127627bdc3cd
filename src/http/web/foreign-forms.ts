import { RequestError } from '../errors/request-error.js'
import type { TypedApp } from '../schema/typed-app.js'

/**
 * Refuses a form that a page of another site sends: a browser says so in Sec-Fetch-Site (Fetch Metadata §2.2). Origin says
 * nothing, as our pages send no referrer.
 */
export function refuseForeignForms(app: TypedApp): void {
  app.addHook('onRequest', async ({ method, headers }) => {
    const site = headers['sec-fetch-site']
    const isOwn = site === undefined || site === 'same-origin' || site === 'none'
    if (method === 'POST' && !isOwn) throw new RequestError('not-allowed')
  })
}
