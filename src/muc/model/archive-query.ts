import type { PageRequest } from '../../stanza/result-set.js'
import type { HistoryMessage } from './room.js'

/** A query of a room's archive (XEP-0313), oldest first. An undefined field does not filter. */
export type ArchiveLookup = {
  /** The bare JID. */
  readonly room: string
  /** In milliseconds since 1970, inclusive. */
  readonly start?: number | undefined
  readonly end?: number | undefined
  readonly with?: Sender | undefined
  /** Messages after and before the ones with these ids, exclusive. */
  readonly afterId?: string | undefined
  readonly beforeId?: string | undefined
  /** Only the messages with these ids. */
  readonly ids?: readonly string[] | undefined
  readonly page: PageRequest
  /** In bytes: a longer page has fewer messages, but at least one. */
  readonly longest: number
  /** The page has neither `count` nor `index`, which take longer than the page. */
  readonly isUncounted?: true
}

/** A sender, by nick; or by bare JID, with a full JID to match one client only. */
export type Sender = { readonly nick: string } | { readonly user: string; readonly session?: string }

/** A page of the archive, or the id in the request that the archive does not have. */
export type ArchivePage =
  | { readonly unknownId: string }
  | {
      readonly messages: readonly HistoryMessage[]
      /** No message follows in the direction of the page. */
      readonly complete: boolean
      /** The number of matching messages, and of those before the page; undefined if counting would take too long or was not asked for. */
      readonly count: number | undefined
      readonly index: number | undefined
    }

/** The first and the last message of an archive; `at` is in milliseconds since 1970. */
export type ArchiveEnds = { readonly start?: ArchiveEnd | undefined; readonly end?: ArchiveEnd | undefined }
export type ArchiveEnd = { readonly id: string; readonly at: number }
