import { StanzaError } from '../../stanza/error.js'
import type { Kind, MovedRecord, RecordOf } from '../record.js'
import { takeAffiliation } from './affiliation.js'
import { takeAvatar, takeSubject } from './appearance.js'
import { takeEntry } from './entry.js'
import { takeLink, takeLinkEvent } from './link.js'
import { takeMessage } from './message.js'
import { takeFamilyClient, takeKey, takeToken, takeTombstone, takeUser, takeWebhook } from './others.js'
import { endRoom, takeRoom } from './room.js'
import type { Taking } from './taking.js'

type Takers = { readonly [K in Kind]: (taking: Taking, record: RecordOf<K>) => void }

const TAKERS: Takers = {
  header: refuseHeader,
  installation: takeKey,
  room: takeRoom,
  subject: takeSubject,
  avatar: takeAvatar,
  affiliation: takeAffiliation,
  entry: takeEntry,
  link: takeLink,
  'link-event': takeLinkEvent,
  message: takeMessage,
  'room-end': endRoom,
  tombstone: takeTombstone,
  user: takeUser,
  'family-client': takeFamilyClient,
  'api-token': takeToken,
  webhook: takeWebhook,
  end: () => undefined,
}

/** Makes the changes of a record in the batch: all of them, or none if it throws the StanzaError that says why. */
export function takeRecord(taking: Taking, record: MovedRecord): void {
  taking.batch.attempt(() => take(taking, record.kind, record))
}

function take<K extends Kind>(taking: Taking, kind: K, record: MovedRecord): void {
  // The kind of a record is its discriminant.
  TAKERS[kind](taking, record as RecordOf<K>)
}

function refuseHeader(): void {
  throw new StanzaError('conflict', 'There is a second header.')
}
