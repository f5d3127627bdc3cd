import type { RefusalReason } from '../../invites/refusal.js'
import type { TokenRefusalReason } from '../../tokens/refusal.js'

/** The fixed text of each status, in the words of the API. */
const STATUS_TEXT = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Resource Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

type ErrorKind = {
  readonly status: keyof typeof STATUS_TEXT
  /** `errorDetailsCode`. */
  readonly code: number
  /** `errorDetails` where it is always the same; otherwise it comes with the refusal. */
  readonly text?: string
  /** `errorDetailsData`. */
  readonly data?: object
}

/** Every error of the REST API, once. Codes without an example in the API are the status and three zeros. */
const ERRORS = {
  'bad-request': { status: 400, code: 400_000 },
  unauthorized: { status: 401, code: 401_000 },
  'no-token': {
    status: 401,
    code: 401_000,
    text: 'The token is not there: send the header Authorization: Bearer, then a space and the token.',
  },
  // Clients of the API renew their token on exactly this text.
  'token-expired': { status: 401, code: 401_000, text: 'jwt expired' },
  'wrong-credentials': { status: 401, code: 401_500, text: 'There is no account with this name and this password.' },
  'sign-in-locked': {
    status: 401,
    code: 401_501,
    text: 'Too many sign-ins have failed for this account or from this address; try again later.',
  },
  'account-disabled': { status: 401, code: 401_521, text: 'This account is switched off at the XMPP server.' },
  'credentials-expired': {
    status: 401,
    code: 401_523,
    text: 'This password is too old for the XMPP server; change it there.',
  },
  'sign-in-off': {
    status: 403,
    code: 403_000,
    text: 'Nobody can sign in with a password here; come with a token of the login service that is used instead.',
  },
  'not-our-token': {
    status: 403,
    code: 403_000,
    text: 'Somebody else has made this token, and only they can renew it.',
  },
  'registration-off': {
    status: 403,
    code: 403_000,
    text: 'Nobody can make an account over this interface; ask those who run the XMPP server for one.',
  },
  banned: { status: 403, code: 403_000 },
  'not-your-link': { status: 403, code: 403_000 },
  'malformed-domain': { status: 400, code: 400_000 },
  waiting: { status: 403, code: 403_624 },
  'too-many-links': { status: 403, code: 403_623 },
  'unknown-link': { status: 404, code: 404_115 },
  'not-a-moderator': { status: 403, code: 403_000 },
  'wrong-room-password': { status: 403, code: 403_000 },
  'not-allowed': { status: 403, code: 403_000 },
  'insufficient-scope': { status: 403, code: 403_000 },
  'too-long-a-life': { status: 400, code: 400_000 },
  'wider-scope': { status: 403, code: 403_000 },
  'too-many-tokens': { status: 403, code: 403_000 },
  'renewed-too-often': { status: 403, code: 403_000 },
  'not-yourself': {
    status: 403,
    code: 403_100,
    text: 'The user in the path must be the user of the token: write me, your bare JID or your own user id.',
  },
  'no-place': { status: 403, code: 403_000 },
  conflict: { status: 409, code: 409_000 },
  'not-registered': { status: 403, code: 403_000 },
  archived: { status: 403, code: 403_000 },
  guest: { status: 403, code: 403_540 },
  'may-not-promote': { status: 403, code: 403_622 },
  'already-there': { status: 409, code: 409_000 },
  'keeps-moderator': { status: 409, code: 409_000 },
  'too-many-rooms': { status: 403, code: 403_620 },
  'no-moderator': { status: 403, code: 403_622 },
  full: { status: 403, code: 403_621 },
  locked: { status: 403, code: 403_621 },
  'unknown-open-invite': { status: 404, code: 40_400 },
  'unknown-route': {
    status: 404,
    code: 404_000,
    text: 'There is nothing at this path with this method; compare both with the documentation.',
  },
  'unknown-token': { status: 404, code: 404_000 },
  'not-found': { status: 404, code: 404_000 },
  'unknown-user': { status: 404, code: 404_000 },
  'unknown-room': { status: 404, code: 404_001 },
  'no-room': {
    status: 404,
    code: 404_116,
    text: 'Impossible to join a room using an Open invite (detail : [lack of room / room closed / room deleted])',
  },
  closed: { status: 404, code: 404_117 },
  'slow-request': { status: 408, code: 408_000, text: 'The request took too long to arrive; send it again.' },
  'name-taken': {
    status: 409,
    code: 409_000,
    text: 'Somebody has an account with this name; sign in, or choose another name.',
    data: { guestMode: false },
  },
  'too-large': { status: 413, code: 413_000, text: 'The body is too large; send at most 64 KiB.' },
  'unsupported-media-type': {
    status: 415,
    code: 415_000,
    text: 'Send the body as JSON with the header Content-Type: application/json.',
  },
  'too-many-requests': {
    status: 429,
    code: 429_000,
    text: 'You ask too often; try again when as many seconds have passed as the header Retry-After says.',
  },
  'headers-too-large': { status: 431, code: 431_000, text: 'The headers are too large; send at most 16 KiB.' },
  'keys-unreachable': {
    status: 503,
    code: 503_000,
    text: 'The keys that tokens are checked with cannot be had just now; send the same request again in a while.',
  },
  overload: { status: 503, code: 503_000 },
  'accounts-unavailable': {
    status: 503,
    code: 503_000,
    text: 'The XMPP server cannot be asked just now; try again in a while.',
  },
  fault: { status: 500, code: 500_000, text: 'The service made a mistake; its log says more.' },
} as const satisfies Record<RefusalReason | TokenRefusalReason, ErrorKind> & Record<string, ErrorKind>

export type ErrorName = keyof typeof ERRORS

/** The body of an error answer. */
export type ErrorBody = {
  readonly errorCode: keyof typeof STATUS_TEXT
  readonly errorMsg: string
  readonly errorDetails: string | object
  readonly errorDetailsCode: number
  /** What a client can act on, of some errors. */
  readonly errorDetailsData?: object
}

/** The error answer of this name; without `details` the one text that it always has. */
export function errorBody(name: ErrorName, details: string | object = ''): ErrorBody {
  const { status, code, text, data }: ErrorKind = ERRORS[name]
  const body = {
    errorCode: status,
    errorMsg: STATUS_TEXT[status],
    errorDetails: text ?? details,
    errorDetailsCode: code,
  }
  return data ? { ...body, errorDetailsData: data } : body
}
