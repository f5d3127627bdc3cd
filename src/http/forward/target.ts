import type { IncomingHttpHeaders } from 'node:http'

/** In milliseconds: how long another instance may take to accept a connection, and to answer. */
export const CONNECT_TIMEOUT = 300
export const ANSWER_TIMEOUT = 10_000

/** Where a request is sent, and with which headers. */
export type Target = { readonly url: string; readonly headers: IncomingHttpHeaders }

/** What became of it: `unknown` if it was sent and not answered, `unreached` if it was not sent. */
export type Sent = 'answered' | 'unknown' | 'unreached'
