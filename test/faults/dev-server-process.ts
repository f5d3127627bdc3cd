import { startDevServer } from '../../src/dev-server/index.js'

/*
 * Runs the dev server as a separate process, so that it can be killed like the real servers:
 *
 *     node dist/test/faults/dev-server-process.js CLIENT_PORT COMPONENT_PORT SECRET [ACCOUNT...]
 */

const [client, component, secret = '', ...accounts] = process.argv.slice(2)
const server = await startDevServer({
  components: [{ domain: 'rooms.localhost', secret }],
  ports: { client: Number(client), component: Number(component) },
})
for (const name of accounts) server.addAccount(name, 'secret')
process.once('SIGTERM', async () => {
  await server.close()
  process.exit()
})
