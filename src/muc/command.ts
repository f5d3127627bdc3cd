import type { SubmittedForm, TitledForm } from '../stanza/data-form.js'
import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Context } from './capability.js'
import type { Lookup } from './lookup.js'

/** A room or the service, and who wants something of it. */
export type Asked<C extends Context> = C & { readonly from: Jid }

/** How a command went, for who gave it. */
export type Completed = {
  /** In plain words. */
  readonly note?: string
  /** What was asked for: a form or a table of the type result. */
  readonly result?: Element
}

/**
 * XEP-0050: something that people may have a room or the service do, at once or by filling in one form. Between the
 * form and its answer nothing is kept.
 */
export interface Command<C extends Context> {
  /** Its name for clients, unique at its address. */
  readonly node: string
  /** Its name for people. */
  readonly name: string
  /** Who sees it and may give it. */
  mayRun(asked: Asked<C>): boolean
  /** What is to be filled in; left out where nothing is. */
  form?(asked: Asked<C>): TitledForm
  /** What it needs from the store. For commands of the service, which admins of the service alone give. */
  lookUp?(form: SubmittedForm): Lookup
  /** Does it. What the form requires is filled in; the rest is to be checked. Refuses by throwing a `StanzaError`. */
  run(asked: Asked<C>, form: SubmittedForm): Completed
}
