import { lookup } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

/** An IP address to connect to. */
export type Address = { readonly address: string; readonly family: number }

/** The name has no address, or one at which webhooks are not posted. */
class AddressRefused extends Error {}

/**
 * Resolves the host of a URL, a name or an IP address, once. Throws AddressRefused if one of its addresses is not on the
 * public internet: an answer from inside one's own network must be reached by no webhook, unless `isAllowed`.
 */
export async function publicAddress(hostname: string, isAllowed: (address: string) => boolean): Promise<Address> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const addresses = await lookup(host, { all: true }).catch(() => [])
  const [first] = addresses
  if (!first) throw new AddressRefused(`the name ${host} has no address`)
  for (const { address } of addresses) {
    if (isAllowed(address) || isPublic(address)) continue
    throw new AddressRefused(`${host} has an address that is not public; the configuration may allow it`)
  }
  return first
}

/** An IPv4 address in the form of IPv6 is judged as what it is. */
function isPublic(address: string): boolean {
  return ipaddr.process(address).range() === 'unicast'
}
