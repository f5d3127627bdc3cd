import type { Missing } from './installed.js'
import { startNameServer } from './name-server.js'
import { freePorts } from './ports.js'
import type { Federation, RealServer, ServerOptions } from './server.js'

type Start = (options: ServerOptions) => Promise<RealServer | Missing>

/** A server with the rooms, and another one that it federates with. */
export type Pair = { readonly home: RealServer; readonly other: RealServer; stop(): Promise<void> }

/** The host of the other server's accounts. */
const ELSEWHERE = 'elsewhere.localhost'

/** Starts two servers that federate on the loopback. The component of `home` may send in the name of its users. */
export async function startPair(startHome: Start, startOther: Start): Promise<Pair | Missing> {
  const [homePort = 0, otherPort = 0] = await freePorts(2)
  const places = {
    home: { domains: ['localhost', 'rooms.localhost'], port: homePort },
    other: { domains: [ELSEWHERE], port: otherPort },
  }
  const ends: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0)) await end()
  }
  const federates = async (port: number, other: Federation['other']): Promise<Federation> => {
    const names = await startNameServer(other.domains, other.port)
    ends.push(() => names.close())
    return { port, other, nameServer: names.port }
  }
  const started = await Promise.all([
    startHome({ privilege: true, federation: await federates(homePort, places.other) }),
    startOther({ privilege: false, domain: ELSEWHERE, federation: await federates(otherPort, places.home) }),
  ])
  for (const server of started) if (!('skip' in server)) ends.push(() => server.stop())
  const [home, other] = started
  if ('skip' in home || 'skip' in other) await stop()
  if ('skip' in home) return home
  if ('skip' in other) return other
  return { home, other, stop }
}
