import { resolveSrv } from 'node:dns/promises'
import { domainToASCII } from 'node:url'

/** The DNS services of client ports, those with TLS from the first byte first (RFC 6120 §3.2.1, XEP-0368). */
const SERVICES = [
  ['_xmpps-client._tcp', 'xmpps'],
  ['_xmpp-client._tcp', 'xmpp'],
] as const

/** The client port of the server of a domain, as `xmpp://host:port` or `xmpps://host:port`. */
export async function findServer(domain: string): Promise<string> {
  const host = domainToASCII(domain) || domain
  for (const [service, scheme] of SERVICES) {
    const records = await resolveSrv(`${service}.${host}`).catch(() => [])
    const [best] = records
      .filter(({ name }) => name !== '')
      .sort((a, b) => a.priority - b.priority || b.weight - a.weight)
    if (best) return `${scheme}://${best.name}:${best.port}`
  }
  return `xmpp://${host}:5222`
}
