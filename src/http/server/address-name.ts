import { isIPv6 } from 'node:net'

/**
 * The name under which requests from an IP address are counted. An IPv6 address counts as its /64 network, for one
 * customer has all of it (RFC 6177). A port behind the address, as some proxies write it, is ignored. A text that is no
 * address is returned as it is.
 */
export function addressName(ip: string): string {
  const address = withoutPort(ip).replace(/%.*$/, '')
  if (!isIPv6(address)) return address
  // Canonical (RFC 5952): without leading zeros, and with an IPv4-mapped address in hexadecimal.
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
