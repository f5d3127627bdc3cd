import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Missing } from '../servers/installed.js'
import { freePorts } from '../servers/ports.js'
import type { RealServer } from '../servers/server.js'
import { type Component, prepareComponent } from './component.js'
import { openWire, type Wire } from './wire.js'
import { type ServerName, startXmppServer } from './xmpp-server.js'

/** An XMPP server and the component, each in a process of its own that can be killed and started again. */
export interface Rig {
  readonly on: ServerName
  readonly server: RealServer
  readonly component: Component
  /** What the component has handed to the server. */
  readonly wire: Wire
  /** Ends all of it and removes its files. */
  stop(): Promise<void>
}

export type RigOptions = {
  readonly on: ServerName
  /**
   * Puts something of one's own between the component and the server: gets the port to connect to and gives the one for
   * the component. It stands before the wire, so that the wire knows what has really arrived.
   */
  readonly between?: (target: number) => Promise<{ readonly port: number; close(): Promise<void> }>
  /** Whether things can be made to fail inside of the component. */
  readonly sabotaged?: boolean
}

/** Starts both; ports and files stay the same until `stop`. Says what to install where the server is missing. */
export async function startRig({ on, between, sabotaged }: RigOptions): Promise<Rig | Missing> {
  const server = await startXmppServer(on)
  if ('skip' in server) return server
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const [wirePort = 0, httpPort = 0] = await freePorts(2)
  const wire = await openWire(wirePort, server.componentPort)
  const piece = await between?.(wirePort)
  const componentPort = piece?.port ?? wirePort
  const component = await prepareComponent({ directory, componentPort, httpPort, secret: server.secret, sabotaged })
  const stop = async () => {
    await component.endBy('SIGKILL')
    await piece?.close()
    await wire.close()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await component.start()
  } catch (error) {
    await stop()
    throw error
  }
  return { on, server, component, wire, stop }
}
