import type { MapChange } from '../../muc/model/change.js'
import type { DeniedRequest } from '../../muc/model/denied-request.js'
import type { Reading, Written } from './statement.js'
import { timesOfPeople } from './times-of-people.js'

/** The table `denied_request`. */
export function deniedRequestStatements() {
  const { write, ofRoom } = timesOfPeople('denied_request')
  return {
    write: {
      'denied-request': ({ room, key, now }: MapChange<'denied-request'>): Written => write(room, key, now?.at),
    },
    maps: {
      *'denied-request'(room: string): Reading<Map<string, DeniedRequest>> {
        return new Map([...(yield* ofRoom(room))].map(([user, at]) => [user, { at }]))
      },
    },
  }
}
