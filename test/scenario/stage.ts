/** The XMPP server of a scene: the dev server, or a real one on this machine. */
export type StageServer = {
  readonly name: string
  /** The host of the actors' accounts. */
  readonly domain: string
  /** The domain of the component. */
  readonly roomsDomain: string
  readonly clientPort: number
  readonly componentPort: number
  /** The port of XMPP over WebSocket, at the path `/xmpp-websocket`. */
  readonly webSocketPort: number
  /** The component's secret. */
  readonly secret: string
  /**
   * Whether only accounts sign in and registration is open, so that a scene makes the accounts of its people. Default:
   * the server accepts every name and password.
   */
  readonly registers?: boolean
  /** The password of the accounts that a scene makes. Default: one that all scenes share. */
  readonly password?: string
}

/** The parts of a scene that an actor uses. */
export interface Stage {
  readonly server: StageServer
  readonly jwtSecret: string
  /** The base URL of the REST API, without a trailing slash. */
  readonly restUrl: string
  /** Resolves when the service has handled everything that the actors sent and its answers have arrived. */
  settles(): Promise<void>
}
