import { createHash } from 'node:crypto'

/** The id under which what has this secret is stored. */
export function idOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** The token that each form of a session carries against forged requests. It does not reveal the secret of the session. */
export function formTokenOf(secret: string): string {
  return createHash('sha256').update(`form ${secret}`).digest('hex').slice(0, 32)
}
