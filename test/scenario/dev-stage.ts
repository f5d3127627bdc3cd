import { randomBytes } from 'node:crypto'
import { startDevServer } from '../../src/dev-server/index.js'
import type { StageServer } from './stage.js'

type DevStageOptions = {
  /** False: the component may not send in the name of users (XEP-0356). */
  readonly privilege?: boolean
  /** `anybody`, the default: any name and password is accepted. `registered`: those who have registered, as everybody may. */
  readonly accounts?: 'anybody' | 'registered'
}

/** A dev server for scenes. */
export async function startDevStage({ privilege = true, accounts }: DevStageOptions = {}): Promise<DevStage> {
  const secret = randomBytes(16).toString('hex')
  const roomsDomain = 'rooms.localhost'
  const components = [{ domain: roomsDomain, secret }]
  const { domain, ports, ...server } = await startDevServer({
    components,
    ...(privilege ? {} : { privilege }),
    ...(accounts === 'registered' ? { accounts: new Map(), registration: true } : {}),
  })
  // Somebody who is away and gets their messages later.
  server.addAccount('rosaline', 'secret')
  return {
    server: {
      name: 'the dev server',
      domain,
      roomsDomain,
      secret,
      clientPort: ports.client,
      componentPort: ports.component,
    },
    cutLink: () => server.disconnectComponents(),
    stop: () => server.close(),
  }
}

export interface DevStage {
  readonly server: StageServer
  /** Cuts the link of the component without a word, as a lost network does. */
  cutLink(): void
  stop(): Promise<void>
}
