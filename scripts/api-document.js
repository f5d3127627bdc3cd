import { described } from '../src/http/document/documents.ts'
import { makeDocuments } from '../src/http/document/make-documents.ts'
import { createHttpServer } from '../src/http/server/server.ts'
import { settingsOf } from '../src/muc/operations/settings.ts'
import { serviceCapabilities } from '../src/state/capabilities.ts'

/*
 * The OpenAPI document of the REST API, from a server that never listens: it has only the options that its routes are
 * made of. `scripts/client.js` bundles this, since it runs before the compiler.
 */

const publicUrl = 'http://localhost'
const routes = []
const server = createHttpServer({
  publicUrl,
  settings: settingsOf(serviceCapabilities('')),
  web: { name: '', embed: [], domain: 'localhost' },
  connections: { connections: 0, connectionsPerAddress: 0, requestSeconds: 0 },
  trustedProxies: [],
  origins: [],
  signIn: { rules: {} },
  registration: {},
  monitoring: { addresses: [], signIns: {} },
})
server.addHook('onRoute', route => void routes.push(route))
// Nothing is validated here, and to compile all schemas takes a second.
server.setValidatorCompiler(() => () => true)
server.setSerializerCompiler(() => () => '')
await server.ready()
const { openApi } = await makeDocuments({ routes: described(routes), publicUrl })
await server.close()

export { openApi }
