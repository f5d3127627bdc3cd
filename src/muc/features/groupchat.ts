import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { say } from '../operations/say.js'

/** XEP-0045 §7.4: a message to all occupants, including its sender. */
export const groupchat: Capability = {
  serviceFeatures: [NS.stableId],
  features: () => [NS.stableId],

  onGroupchat(context) {
    say(context)
    return 'handled'
  },
}
