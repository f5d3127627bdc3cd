import type { Server } from 'node:http'
import { BlockList, isIPv6, type Socket } from 'node:net'
import { addressName } from './address-name.js'

/** How many connections there may be at once, in all and from one address; 0 is no limit. */
export type ConnectionSettings = { readonly connections: number; readonly connectionsPerAddress: number }

/**
 * Connections above the limits are closed at once, before anything is read. Behind a trusted proxy there are many people,
 * so only the limit in all counts its connections. `trusted` are IP addresses and networks.
 */
export function boundConnections(
  server: Server,
  { connections, connectionsPerAddress, trusted }: ConnectionSettings & { readonly trusted: readonly string[] },
): void {
  if (connections > 0) server.maxConnections = connections
  if (connectionsPerAddress === 0) return
  const proxies = listOf(trusted)
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const ip = socket.remoteAddress
    // It has gone already.
    if (ip === undefined) return socket.destroy()
    if (proxies.check(ip, familyOf(ip))) return
    const name = addressName(ip)
    const count = (open.get(name) ?? 0) + 1
    if (count > connectionsPerAddress) return socket.destroy()
    open.set(name, count)
    socket.once('close', () => {
      const left = (open.get(name) ?? 1) - 1
      if (left === 0) open.delete(name)
      else open.set(name, left)
    })
  })
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return list
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
