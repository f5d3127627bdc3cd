import { timingSafeEqual } from 'node:crypto'
import type { Visit } from './visit.js'

/** A form does not come from a page of the session. */
export class ForgedForm extends Error {
  override readonly name = 'ForgedForm'
}

/** Throws a ForgedForm if a form lacks the token of the session. */
export function requireFormToken({ form, formToken }: Pick<Visit, 'form' | 'formToken'>): void {
  const given = Buffer.from(form.text('token', 100))
  const right = Buffer.from(formToken)
  if (given.length === right.length && timingSafeEqual(given, right)) return
  throw new ForgedForm('the form does not have the token of the session')
}
