import { isIPv6 } from 'node:net'

/**
 * Under what the attempts from an IP address are counted: of IPv6, one customer has a whole network of 64 bits
 * (RFC 6177), of which they use any address that they like. The port that some proxies write behind an address is none
 * of its own; what is no address is its own name.
 */
export function addressName(ip: string): string {
  const address = withoutPort(ip).replace(/%.*$/, '')
  if (!isIPv6(address)) return address
  // In the one way to write it (RFC 5952): without zeros in front, and with an IPv4 address in hexadecimal.
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [, high, low] = /^::ffff:(\w+):(\w+)$/.exec(written) ?? []
  if (high !== undefined && low !== undefined) return `${bytesOf(high)}.${bytesOf(low)}`
  const [head = [], tail = []] = written.split('::').map(half => half.split(':').filter(group => group !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}

function withoutPort(ip: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(ip)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(ip)?.[1] ?? ip
}

function bytesOf(group: string): string {
  const bits = Number.parseInt(group, 16)
  return `${bits >> 8}.${bits & 0xff}`
}
