/**
 * What every answer says besides, pages having their own policy: it is to be taken as the type that it names, never as a
 * page with anything in it; no other site may show or load it; and nobody keeps it or hears of its address.
 */
export const ANSWER_HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const
