import type { SubmittedForm, TitledForm } from '../stanza/data-form.js'
import type { Element } from '../stanza/element.js'
import type { Jid } from '../stanza/jid.js'
import type { Context, Readable } from './context.js'
import type { Lookup } from './model/lookup.js'

/** The room or the service to which a command is given, and its sender. */
export type Asked<C> = C & { readonly from: Jid }

/** The result of a command, for its sender. */
export type Completed = {
  /** Text for people. */
  readonly note?: string
  /** A form or a table of the type result. */
  readonly result?: Element
}

/**
 * An ad-hoc command (XEP-0050) of a room or the service: without a form, with one form, or with a choice and then a
 * form that depends on it. Nothing is stored between the steps.
 */
export interface Command<C extends Context> {
  /** Its name for clients, unique at its address. */
  readonly node: string
  /** Its name for people. */
  readonly name: string
  /** Where it stands in the list of commands, if not among the others. */
  readonly place?: 'first' | 'last'
  /** Whether the sender sees the command and may give it. */
  mayRun(asked: Asked<Readable<C>>): boolean
  /**
   * The form of the choice that comes before `form`; undefined if there is none. Its FORM_TYPE differs from that of
   * `form`. The client sends the choice again with the filled-in form: check it both times.
   */
  choice?(asked: Asked<C>): TitledForm | undefined
  /** The form to fill in; undefined if there is none. `chosen` has the required fields of the choice. */
  form?(asked: Asked<C>, chosen: SubmittedForm): TitledForm | undefined
  /**
   * What each step needs from the store; `form` has the fields filled in so far. Runs only if `mayRun`. Must not read
   * more than an answer can hold.
   */
  lookUp?(asked: Asked<Readable<C>>, form: SubmittedForm): Lookup | undefined
  /** Executes the command. Required fields are filled in; check the rest. Throws a `StanzaError` to refuse. */
  run(asked: Asked<C>, form: SubmittedForm): Completed
}
