import { type Static, Type } from '@sinclair/typebox'
import { type AskedTerms, readDomains } from '../../../invites/terms.js'
import { choice, jsonObject, text } from '../../schema/schemas.js'
import { guestTerm } from '../../views/link-view.js'

/** Seconds: about 31 years. */
const LONGEST = 999_999_999
const MOST_DOMAINS = 100

const terms = {
  label: Type.Optional(text({ maxLength: 255 })),
  lifetime: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: LONGEST,
      expected: `a whole number of seconds from 0 to ${LONGEST}`,
      description: 'Seconds from now; 0: no expiry. The room and the service may allow less.',
    }),
  ),
  maxUses: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      expected: 'a whole number from 0 to 1000000',
      description: 'How many users can join through it; 0: no limit. The room and the service may allow less.',
    }),
  ),
  grants: Type.Optional(choice(['visitor', 'member', 'moderator'])),
  admission: Type.Optional(choice(['unlock', 'unlock_ack', 'lock'])),
  paused: Type.Optional(Type.Boolean({ expected: 'true or false' })),
  domains: Type.Optional(
    Type.Array(text({ minLength: 1, maxLength: 255 }), {
      maxItems: MOST_DOMAINS,
      uniqueItems: true,
      expected: `a list of up to ${MOST_DOMAINS} domains, each once`,
    }),
  ),
  guests: Type.Optional(guestTerm),
}

/** The terms of a link. Missing keys stay unchanged; for a new link, they are the room's defaults. */
export const termsBody = Type.Object(terms, jsonObject)

export const removeGuests = {
  default: false,
  expected: 'true or false',
  description: 'Also puts the guests who came through it out of the room; for moderators',
}

/** The changed terms of a link, and what happens to its guests. */
export const changeBody = Type.Object({ ...terms, removeGuests: Type.Boolean(removeGuests) }, jsonObject)

/** The terms for the domain. Throws `malformed-domain`. */
export function requestedTerms({ domains, ...rest }: Static<typeof termsBody>): AskedTerms {
  return { ...rest, ...(domains && { domains: readDomains(domains) }) }
}
