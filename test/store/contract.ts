import type { Test } from 'tap'
import type { Store } from '../../src/store/store.js'
import { archiveScenes } from './contract/archive.js'
import { featureScenes } from './contract/features.js'
import { guestScenes } from './contract/guests.js'
import { inviteScenes } from './contract/invites.js'
import { Ledger } from './contract/ledger.js'
import { occupantScenes } from './contract/occupants.js'
import { outboxScenes } from './contract/outbox.js'
import { roomScenes } from './contract/rooms.js'
import { userScenes } from './contract/users.js'

export { config } from './contract/ledger.js'

const SCENES = [
  roomScenes,
  userScenes,
  featureScenes,
  occupantScenes,
  inviteScenes,
  guestScenes,
  archiveScenes,
  outboxScenes,
]

/** Tests the contract of every store. `open` gives an empty store that is closed at the end of its test. */
export function storeContract(t: Test, open: (t: Test) => Promise<Store>): void {
  for (const [title, play] of SCENES.flatMap(scenes => Object.entries(scenes))) {
    t.test(title, async t => play(t, new Ledger(await open(t))))
  }
}
