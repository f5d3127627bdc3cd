import { lookup, Resolver } from 'node:dns/promises'
import type { Config } from '../config/config.js'
import { attention, type Check, fault, type Outcome, ok } from './finding.js'

/** Milliseconds for one question to a name server. */
const TIMEOUT = 2000

/** Checks the DNS: the host of the links, and the domain of the rooms for people of other servers. */
export function namesCheck({ http: { publicUrl }, xmpp: { domain } }: Config): Check {
  return {
    name: 'names',
    run: async () => Promise.all([webName(new URL(publicUrl).hostname), roomsName(domain)]),
  }
}

async function webName(host: string): Promise<Outcome> {
  const address = await lookup(host.replace(/^\[|\]$/g, '')).catch(() => undefined)
  if (address) return ok(`${host} has the address ${address.address}.`)
  return fault(`${host}, the host of http.publicUrl, has no address: add it to the DNS.`)
}

/** Servers look for the SRV record first, then for an address (RFC 6120 §3.2). */
async function roomsName(domain: string): Promise<Outcome> {
  if (/(^|\.)localhost$/.test(domain)) return ok(`${domain} is a domain of this machine alone.`)
  const resolver = new Resolver({ timeout: TIMEOUT, tries: 1 })
  const found = await Promise.any([
    resolver.resolveSrv(`_xmpp-server._tcp.${domain}`).then(([record]) => `${record?.name}, port ${record?.port}`),
    resolver.resolve4(domain).then(([address]) => String(address)),
    resolver.resolve6(domain).then(([address]) => String(address)),
  ]).catch(() => undefined)
  if (found !== undefined) return ok(`Other servers find ${domain} at ${found}.`)
  return attention(
    `The DNS has no ${domain}: people of other servers cannot enter rooms. If they are to, add an SRV record ` +
      `_xmpp-server._tcp.${domain}, or an address, that names your XMPP server.`,
  )
}
