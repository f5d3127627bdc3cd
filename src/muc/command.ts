import type { SubmittedForm, TitledForm } from '../stanza/data-form.js'
import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Context, Readable } from './context.js'
import type { Lookup } from './model/lookup.js'

/** A room or the service, and who wants something of it. */
export type Asked<C> = C & { readonly from: Jid }

/** How a command went, for who gave it. */
export type Completed = {
  /** In plain words. */
  readonly note?: string
  /** What was asked for: a form or a table of the type result. */
  readonly result?: Element
}

/**
 * XEP-0050: something that people may have a room or the service do: at once, by filling in a form, or by two, a choice
 * and then a form that depends on it. Between the steps nothing is kept.
 */
export interface Command<C extends Context> {
  /** Its name for clients, unique at its address. */
  readonly node: string
  /** Its name for people. */
  readonly name: string
  /** Who sees it and may give it. */
  mayRun(asked: Asked<Readable<C>>): boolean
  /**
   * What is to be chosen before the form can be shown; left out, or undefined, where nothing is. Its FORM_TYPE is not
   * the form's. What is chosen comes with the filled-in form again, from the client: it is to be checked both times.
   */
  choice?(asked: Asked<C>): TitledForm | undefined
  /** What is to be filled in; left out, or undefined, where nothing is. `chosen` has what the choice requires. */
  form?(asked: Asked<C>, chosen: SubmittedForm): TitledForm | undefined
  /**
   * What it needs from the store at each step; `form` is what has been filled in so far. Only those who may give the
   * command are asked for, and nobody should make us read more than an answer can hold.
   */
  lookUp?(asked: Asked<Readable<C>>, form: SubmittedForm): Lookup | undefined
  /** Does it. What the form requires is filled in; the rest is to be checked. Refuses by throwing a `StanzaError`. */
  run(asked: Asked<C>, form: SubmittedForm): Completed
}
