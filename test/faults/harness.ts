import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chance as chanceOf } from '../random/chance.js'
import type { Missing } from '../servers/installed.js'
import { freePorts } from '../servers/ports.js'
import type { RealServer } from '../servers/server.js'
import { type Component, prepareComponent } from './component.js'
import { type FaultyProxy, openFaultyProxy } from './faulty-proxy.js'
import { openRecordingProxy, type RecordingProxy } from './recording-proxy.js'
import { type ServerName, startXmppServer } from './xmpp-server.js'

/** An XMPP server and the component, each in a separate process that can be killed and restarted. */
export interface Harness {
  readonly on: ServerName
  readonly server: RealServer
  readonly component: Component
  /** Records the invitations that the component hands to the server. */
  readonly recorder: RecordingProxy
  /** Stands between the browsers of guests and the component. */
  readonly web: FaultyProxy
  /** Ends both processes and removes their files. */
  stop(): Promise<void>
}

export type HarnessOptions = {
  readonly on: ServerName
  /**
   * Puts a proxy between the component and the server: gets the port to connect to, returns the port for the component.
   * It stands before the recording proxy, which therefore records only what has arrived.
   */
  readonly between?: (target: number) => Promise<{ readonly port: number; close(): Promise<void> }>
  /** Whether faults can be injected inside the component's process. */
  readonly injectable?: boolean
  /** The component's `xmpp.multicast`; `off` if absent. */
  readonly multicast?: 'auto'
}

/** Seed for the sizes of the pieces: they need not differ between runs. */
const SEED_OF_PIECES = 5

/** Starts both; ports and files stay the same until `stop`. Returns what to install when the server is missing. */
export async function startHarness({ on, between, ...settings }: HarnessOptions): Promise<Harness | Missing> {
  const server = await startXmppServer(on)
  if ('skip' in server) return server
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const [recorderPort = 0, httpPort = 0] = await freePorts(2)
  const recorder = await openRecordingProxy(recorderPort, server.componentPort)
  const piece = await between?.(recorderPort)
  const componentPort = piece?.port ?? recorderPort
  const component = await prepareComponent({ directory, componentPort, httpPort, secret: server.secret, ...settings })
  const web = await openFaultyProxy(httpPort, chanceOf(SEED_OF_PIECES))
  const stop = async () => {
    await component.endBy('SIGKILL')
    await web.close()
    await piece?.close()
    await recorder.close()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await component.start()
  } catch (error) {
    await stop()
    throw error
  }
  return { on, server, component, recorder, web, stop }
}
