import type { JWTPayload } from 'jose'
import { type Jid, parseBareJid } from '../../stanza/jid.js'
import { filledTemplate, isTemplate, parseJidTemplate } from '../../stanza/jid-template.js'
import { TokenInvalid } from '../errors/token-refusal.js'

/** The longest value of a claim in a template, in characters: as long as a local part may be. */
const LONGEST = 1023

type AddressRules = {
  /** The claim that holds the bare JID, or a template of it with claims in braces. */
  readonly userClaim: string
  /** The prepared domains of the users, if it is a claim; empty or absent for any. */
  readonly domains?: readonly string[]
}

/** The user whom the claims of a token name. Throws TokenInvalid with the reason; it has no value of a claim. */
export function addressOf(claims: JWTPayload, { userClaim, domains = [] }: AddressRules): Jid {
  if (isTemplate(userClaim)) return addressByTemplate(claims, userClaim)
  const address = claims[userClaim]
  const user = typeof address === 'string' ? parseBareJid(address) : undefined
  if (!user)
    throw new TokenInvalid(`the claim "${userClaim}" must be the bare JID of the user, such as romeo@example.org`)
  if (domains.length > 0 && !domains.includes(user.domain))
    throw new TokenInvalid(`the claim "${userClaim}" names a user of another domain than ${domains.join(' and ')}`)
  return user
}

function addressByTemplate(claims: JWTPayload, text: string): Jid {
  const template = parseJidTemplate(text)
  if (!template) throw new TypeError('the configuration allows no such template')
  const { names } = template
  const user = filledTemplate(
    template,
    names.map(name => textIn(claims, name)),
  )
  if (!user) throw new TokenInvalid(`${listed(names)} cannot be the name of a user in an XMPP address`)
  return user
}

/** The claims of a template are own ones of the token: no name reaches what each object has. */
function textIn(claims: JWTPayload, name: string): string {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined
  if (value === undefined || value === null) throw new TokenInvalid(`it has no claim "${name}"`)
  if (typeof value !== 'string') throw new TokenInvalid(`its claim "${name}" is not a text`)
  if (value === '') throw new TokenInvalid(`its claim "${name}" is empty`)
  if (value.length > LONGEST) throw new TokenInvalid(`its claim "${name}" is longer than ${LONGEST} characters`)
  return value
}

function listed(names: readonly string[]): string {
  return `its claim ${names.map(name => `"${name}"`).join(' with ')}`
}
