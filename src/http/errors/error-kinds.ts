import type { Condition } from '../../stanza/error.js'

/** `errorMsg`: the fixed text of each status. COMPAT: the API family's words. */
const STATUS_TEXT = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Resource Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const

export type ErrorKind = {
  readonly status: keyof typeof STATUS_TEXT
  /** `errorDetailsCode`. */
  readonly code: number
  /** `errorDetails`, where it is always the same; otherwise the thrown error brings it. */
  readonly text?: string
  /** `errorDetailsData`. */
  readonly data?: object
  /** The stanza errors (RFC 6120 §8.3.3) that become this error, unless the list has one for their reason. */
  readonly conditions?: readonly Condition[]
  /** The error code in the header WWW-Authenticate (RFC 6750 §3.1). */
  readonly challenge?: 'invalid_token' | 'insufficient_scope'
  /** The header Retry-After says when the client may try again. */
  readonly passes?: true
  /** What the API family calls the things of which there are too many. */
  readonly quota?: { readonly feature: string; readonly unit: string }
}

/**
 * Every error of the REST API, by status. A refusal of the rooms or the tokens needs an entry, under its reason, only if
 * its status or code differs from the entry for its condition. Codes without an example in the API family are the status
 * and three zeros.
 */
export const ERRORS = {
  'bad-request': { status: 400, code: 400_000, conditions: ['bad-request', 'not-acceptable', 'policy-violation'] },

  'invalid-token': { status: 401, code: 401_000, challenge: 'invalid_token' },
  'no-token': {
    status: 401,
    code: 401_000,
    text: 'No token: send the header Authorization: Bearer, then a space and the token.',
  },
  // COMPAT: clients of the API family renew their token on exactly this text.
  'token-expired': { status: 401, code: 401_000, text: 'jwt expired', challenge: 'invalid_token' },
  'wrong-credentials': { status: 401, code: 401_500, text: 'There is no account with this name and this password.' },
  'sign-in-locked': {
    status: 401,
    code: 401_501,
    text: 'Too many sign-ins failed for this account or from this address; try again later.',
    passes: true,
  },
  'account-disabled': { status: 401, code: 401_521, text: 'The XMPP server has disabled this account.' },
  'credentials-expired': {
    status: 401,
    code: 401_523,
    text: 'The password has expired; change it on the XMPP server.',
  },

  'not-allowed': { status: 403, code: 403_000, conditions: ['forbidden', 'not-allowed'] },
  'quota-reached': { status: 403, code: 403_000, conditions: ['resource-constraint'] },
  // Its condition, `gone`, would be 404.
  archived: { status: 403, code: 403_000 },
  'insufficient-scope': { status: 403, code: 403_000, challenge: 'insufficient_scope' },
  'sign-in-off': {
    status: 403,
    code: 403_000,
    text: 'Password sign-in is disabled here; use a token of the login service.',
  },
  'not-our-token': {
    status: 403,
    code: 403_000,
    text: 'Another signer made this token; only that signer can renew it.',
  },
  'registration-off': {
    status: 403,
    code: 403_000,
    text: 'Registration is disabled here; ask the operators of the XMPP server for an account.',
  },
  'not-yourself': {
    status: 403,
    code: 403_100,
    text: 'The user in the path must be the user of the token: write me, your bare JID or your user id.',
  },
  guest: { status: 403, code: 403_540 },
  'too-many-rooms': { status: 403, code: 403_620, quota: { feature: 'BUBBLE_COUNT', unit: ' room' } },
  full: { status: 403, code: 403_621, quota: { feature: 'BUBBLE_PARTICIPANT_COUNT', unit: ' user' } },
  locked: { status: 403, code: 403_621 },
  'may-not-promote': { status: 403, code: 403_622 },
  'no-moderator': { status: 403, code: 403_622 },
  'too-many-links': { status: 403, code: 403_623 },
  waiting: { status: 403, code: 403_624 },
  'guests-off': { status: 403, code: 403_625 },
  'too-many-guests': { status: 403, code: 403_626 },

  // COMPAT: five digits, as the API family documents it.
  'unknown-open-invite': { status: 404, code: 40_400 },
  'unknown-route': {
    status: 404,
    code: 404_000,
    text: 'No route has this path; see the documentation.',
  },
  'not-found': { status: 404, code: 404_000, conditions: ['item-not-found', 'gone'] },
  'unknown-room': { status: 404, code: 404_001 },
  'unknown-link': { status: 404, code: 404_115 },
  'no-room': {
    status: 404,
    code: 404_116,
    // COMPAT: the API family's text.
    text: 'Impossible to join a room using an Open invite (detail : [lack of room / room closed / room deleted])',
  },
  closed: { status: 404, code: 404_117 },

  'wrong-method': {
    status: 405,
    code: 405_000,
    text: 'The path has not this method; the header Allow names those that it has.',
  },

  'slow-request': { status: 408, code: 408_000, text: 'The request took too long to arrive; send it again.' },

  conflict: { status: 409, code: 409_000, conditions: ['conflict'] },
  'name-taken': {
    status: 409,
    code: 409_000,
    text: 'An account with this name exists; sign in, or choose another name.',
    data: { guestMode: false },
  },

  'key-under-way': {
    status: 409,
    code: 409_001,
    text: 'The first request with this Idempotency-Key is still being handled; wait for its answer, or repeat it later.',
  },

  'owns-rooms': { status: 409, code: 409_002 },

  'precondition-failed': {
    status: 412,
    code: 412_000,
    text: 'It has changed since you read it, or is there already: read it again, and decide by its new ETag.',
  },

  'too-large': { status: 413, code: 413_000, text: 'The body is too large; send at most 64 KiB, as an image 128 KiB.' },

  'unsupported-media-type': {
    status: 415,
    code: 415_000,
    text: 'Send the body as JSON with the header Content-Type: application/json.',
  },
  'not-an-image': {
    status: 415,
    code: 415_000,
    text: 'Send an image: PNG, JPEG, GIF or WebP, with its type in the header Content-Type.',
  },

  'key-reused': {
    status: 422,
    code: 422_000,
    text:
      'This Idempotency-Key was used for another request: another path or body, or a token with other scopes. ' +
      'Send a new key with a new request.',
  },

  'too-many-requests': {
    status: 429,
    code: 429_000,
    text: 'Too many requests; wait as many seconds as the header Retry-After says.',
    passes: true,
  },

  'too-many-followers': {
    status: 429,
    code: 429_000,
    text: 'Too many of your requests wait for events: end one of them first.',
    passes: true,
  },

  'headers-too-large': { status: 431, code: 431_000, text: 'The headers are too large; send at most 16 KiB.' },

  fault: { status: 500, code: 500_000, text: 'The service failed; its log has the details.' },
  'logged-fault': { status: 500, code: 500_000, conditions: ['internal-server-error'] },

  overload: { status: 503, code: 503_000, passes: true },
  'no-instance': {
    status: 503,
    code: 503_000,
    text: 'No instance of the service can do this at the moment; nothing was done. Try again in a moment.',
    passes: true,
  },
  'outcome-unknown': {
    status: 503,
    code: 503_001,
    text: 'The instance that did this did not answer: look whether it is done, or send it again if that does no harm.',
    passes: true,
  },
  'keys-unreachable': {
    status: 503,
    code: 503_000,
    text: 'The keys that verify tokens cannot be fetched at the moment; try again later.',
    passes: true,
  },
  'accounts-unavailable': {
    status: 503,
    code: 503_000,
    text: 'The XMPP server cannot be reached at the moment; try again later.',
    passes: true,
  },
} as const satisfies Record<string, ErrorKind>

export type ErrorName = keyof typeof ERRORS

/** The body of an error answer. */
export type ErrorBody = {
  readonly errorCode: keyof typeof STATUS_TEXT
  readonly errorMsg: string
  readonly errorDetails: string | object
  readonly errorDetailsCode: number
  /** Values for clients, of some errors. */
  readonly errorDetailsData?: object
}

export function isErrorName(text: string): text is ErrorName {
  return Object.hasOwn(ERRORS, text)
}

/** The error for a stanza error without an entry of its own; undefined if no act of the REST API meets the condition. */
export function errorNameOf(condition: Condition): ErrorName | undefined {
  return Object.keys(ERRORS).find(
    (name): name is ErrorName => isErrorName(name) && kindOf(name).conditions?.includes(condition) === true,
  )
}

/** The entry of the list, with its optional keys. */
export function kindOf(name: ErrorName): ErrorKind {
  return ERRORS[name]
}

/** Whether one of these codes is that of an error after which the client may try again later. */
export function mayPass(codes: readonly number[]): boolean {
  const names = Object.keys(ERRORS).filter(isErrorName)
  return names.map(kindOf).some(({ code, passes }) => passes === true && codes.includes(code))
}

/** The body of an error answer. The text of the entry wins over `details`. */
export function errorBody(name: ErrorName, details: string | object = ''): ErrorBody {
  const { status, code, text, data } = kindOf(name)
  const body = {
    errorCode: status,
    errorMsg: STATUS_TEXT[status],
    errorDetails: text ?? details,
    errorDetailsCode: code,
  }
  return data ? { ...body, errorDetailsData: data } : body
}
