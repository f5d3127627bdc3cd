import type { MapChange } from '../../muc/model/change.js'
import type { Written } from './statement.js'
import { timesOfPeople } from './times-of-people.js'

/** The table `voice_request` (XEP-0045 §7.13): when a visitor last requested voice. */
export function voiceRequestStatements() {
  const { write, ofRoom } = timesOfPeople('voice_request')
  return {
    write: { 'voice-request': ({ room, key, now }: MapChange<'voice-request'>): Written => write(room, key, now) },
    maps: { 'voice-request': ofRoom },
  }
}
