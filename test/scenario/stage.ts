/** The XMPP server of a scene: the dev server, or a real one on this machine that accepts every user name. */
export type StageServer = {
  readonly name: string
  /** The host of the actors' accounts. */
  readonly domain: string
  /** The domain of the component. */
  readonly roomsDomain: string
  readonly clientPort: number
  readonly componentPort: number
  /** The component's secret. */
  readonly secret: string
  /** The actors' password; every one is accepted where it is left out. */
  readonly password?: string
}

/** What an actor knows of the scene. */
export interface Stage {
  readonly server: StageServer
  readonly jwtSecret: string
  /** Where the REST API listens, without a slash at the end. */
  readonly restUrl: string
  /** Resolves when the service has handled all that the actors sent, and all of its answers have arrived. */
  settles(): Promise<void>
}
