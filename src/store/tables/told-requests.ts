import type { MapChange } from '../../muc/model/change.js'
import type { Written } from './statement.js'
import { timesOfPeople } from './times-of-people.js'

/** The table `told_request`: when the admins outside a room were told of a person's request. */
export function toldRequestStatements() {
  const { write, ofRoom } = timesOfPeople('told_request')
  return {
    write: { 'told-request': ({ room, key, now }: MapChange<'told-request'>): Written => write(room, key, now) },
    maps: { 'told-request': ofRoom },
  }
}
