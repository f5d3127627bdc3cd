/**
 * The headers of every answer; pages have their own. Browsers must take the answer as the type that it names, run and
 * load nothing for it, let no other site embed it, not cache it, and send no Referer.
 */
export const ANSWER_HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const
