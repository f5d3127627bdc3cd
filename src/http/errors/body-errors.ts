import { errorEnvelope } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

/** A body can come with these methods, whether the route wants one or not. */
const WITH_BODY = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Adds to what each route says of itself that a body may be too large, or of the wrong type. */
export function declareBodyErrors(app: TypedApp): void {
  app.addHook('onRoute', route => {
    const { schema, method } = route
    if (!schema?.response || ![method].flat().some(one => WITH_BODY.includes(one))) return
    route.schema = { ...schema, response: { ...schema.response, 413: errorEnvelope, 415: errorEnvelope } }
  })
}
