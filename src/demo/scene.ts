import type { DevServer } from '../dev-server/index.js'
import type { Player } from './player.js'
import type { DemoRoom } from './room.js'

/** The running parts of the demo. Alice and bob are online. */
export type DemoScene = {
  /** The base URL of the REST API, without a slash at the end. */
  readonly url: string
  readonly room: DemoRoom
  readonly alice: Player
  readonly bob: Player
  readonly bobsToken: string
  /** Whether bob is a member of the room from an earlier run. */
  readonly bobIsIn: boolean
  readonly server: DevServer
}
