import type { Affiliation } from './affiliation.js'
import type { Role } from './role.js'
import type { RoomConfig } from './room-config.js'

/** The role with which a person of this affiliation enters (XEP-0045 §5.1.2). */
export function initialRole(config: RoomConfig, affiliation: Affiliation): Role {
  if (affiliation === 'owner' || affiliation === 'admin') return 'moderator'
  if (affiliation === 'outcast') return 'none'
  const isModerated = config.moderated && !config.newcomersHaveVoice
  return isModerated && affiliation === 'none' ? 'visitor' : 'participant'
}
