import type { Settings } from '../muc/model/state.js'
import type { Guest } from './guest.js'

/** Whether this is the secret of the guest, whom the question `guestBy` finds by the bare JID. */
export function isSecretOf(guest: Guest, secret: string, { digests }: Pick<Settings, 'digests'>): boolean {
  // Hashes of random secrets: the time of their comparison reveals nothing of a secret.
  return digests.of(secret, { hash: 'sha-256', as: 'hex' }) === guest.secretHash
}
