import { errorEnvelope } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

/** With these methods a client can send a body, even to a route that declares none. */
const WITH_BODY = ['POST', 'PUT', 'PATCH', 'DELETE']

/** Adds the errors 413 and 415 to the schema of each route that can get a body. */
export function declareBodyErrors(app: TypedApp): void {
  app.addHook('onRoute', route => {
    const { schema, method } = route
    if (!schema?.response || ![method].flat().some(one => WITH_BODY.includes(one))) return
    route.schema = { ...schema, response: { ...schema.response, 413: errorEnvelope, 415: errorEnvelope } }
  })
}
