import { randomBytes } from 'node:crypto'
import { startDevServer } from '../../src/dev-server/index.js'
import type { StageServer } from './stage.js'

type DevStageOptions = {
  /** False: the component may not send in the name of users (XEP-0356). Default true. */
  readonly privilege?: boolean
  /**
   * `anybody`, the default: every name and password is accepted. `registered`: only registered accounts, and
   * registration is open.
   */
  readonly accounts?: 'anybody' | 'registered'
}

/** Starts a dev server for scenes. */
export async function startDevStage({ privilege = true, accounts }: DevStageOptions = {}): Promise<DevStage> {
  const secret = randomBytes(16).toString('hex')
  const roomsDomain = 'rooms.localhost'
  const components = [{ domain: roomsDomain, secret }]
  const { domain, ports, ...server } = await startDevServer({
    components,
    ...(privilege ? {} : { privilege }),
    ...(accounts === 'registered' ? { accounts: new Map(), registration: true } : {}),
  })
  // An account that stays offline and receives its messages at the next sign-in.
  server.addAccount('rosaline', 'secret')
  return {
    server: {
      name: 'the dev server',
      domain,
      roomsDomain,
      secret,
      clientPort: ports.client,
      componentPort: ports.component,
      webSocketPort: ports.webSocket,
      registers: accounts === 'registered',
    },
    cutLink: () => server.disconnectComponents(),
    stop: () => server.close(),
  }
}

export interface DevStage {
  readonly server: StageServer
  /** Cuts the component's link without closing the stream, as a lost network does. */
  cutLink(): void
  stop(): Promise<void>
}
