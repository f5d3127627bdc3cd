export { type DevServer, startDevServer } from './dev-server.js'
export type { DevServerOptions } from './options.js'
