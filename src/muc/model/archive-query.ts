import type { PageRequest } from '../../stanza/result-set.js'
import type { HistoryMessage } from './room.js'

/** Which messages of a room's archive (XEP-0313), oldest first. What is left out does not bound them. */
export type ArchiveLookup = {
  /** The bare JID. */
  readonly room: string
  /** In milliseconds since 1970, both ends included. */
  readonly start?: number | undefined
  readonly end?: number | undefined
  readonly with?: Sender | undefined
  /** After and before the messages with these ids, without them. */
  readonly afterId?: string | undefined
  readonly beforeId?: string | undefined
  /** Those with these ids alone. */
  readonly ids?: readonly string[] | undefined
  readonly page: PageRequest
  /** In bytes: a page that would be longer has fewer messages, but one at least. */
  readonly longest: number
}

/** Who said something: by a nick; or a person, by their bare JID, or just one client of theirs, by its full JID. */
export type Sender = { readonly nick: string } | { readonly user: string; readonly session?: string }

/** A page of the archive, or the id in the request that no message of the archive has. */
export type ArchivePage =
  | { readonly unknownId: string }
  | {
      readonly messages: readonly HistoryMessage[]
      /** Nothing follows in the direction of the page. */
      readonly complete: boolean
      /** How many messages match, and how many of them come before the page; undefined where it would be a long count. */
      readonly count: number | undefined
      readonly index: number | undefined
    }

/** The first and the last message of an archive. */
export type ArchiveEnds = { readonly start?: ArchiveEnd | undefined; readonly end?: ArchiveEnd | undefined }
export type ArchiveEnd = { readonly id: string; readonly at: number }
