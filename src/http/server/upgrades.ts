import { type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { uncount } from './connections.js'
import type { Pipelines } from './pipelines.js'

/** A request to speak another protocol (RFC 9110 §7.8), its socket, and what has come after the request. */
export type UpgradeRequest = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer }

/** The requests to upgrade that are not answered yet. */
const pending = new WeakMap<IncomingMessage, UpgradeRequest & { readonly response: ServerResponse }>()

/**
 * Lets the routes answer requests to upgrade, after the earlier requests of their connections. A server may ignore the
 * wish (RFC 9110 §7.8): a route that does not call `takeUpgrade` answers as usual, and the connection closes.
 */
export function routeUpgrades(server: Server, pipelines: Pipelines): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node.js has removed its own listener: without one, a reset connection would end the process.
    socket.on('error', () => socket.destroy())
    pipelines.end(request.socket, () => {
      const response = new ServerResponse(request)
      response.shouldKeepAlive = false
      response.assignSocket(request.socket)
      response.once('finish', () => request.socket.destroySoon())
      pending.set(request, { request, socket, head, response })
      server.emit('request', request, response)
    })
  })
}

/** The connection of a request to upgrade, which is not of HTTP any more; undefined if the request is none. */
export function takeUpgrade(request: IncomingMessage): UpgradeRequest | undefined {
  const upgrade = pending.get(request)
  pending.delete(request)
  if (!upgrade) return undefined
  upgrade.response.detachSocket(request.socket)
  uncount(request.socket)
  return upgrade
}
