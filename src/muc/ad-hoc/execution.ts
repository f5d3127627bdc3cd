import { SubmittedForm, type TitledForm, titledForm } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { SpecificError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Context, Query } from '../capability.js'
import type { Asked, Command, Completed } from '../command.js'
import { checkSession, openSession } from './session.js'

const ACTIONS: readonly string[] = ['execute', 'complete', 'cancel', 'prev', 'next']

/**
 * XEP-0050 §2.4: one step of a command, by somebody who may give it. Every command is done with its first form, so that
 * there is no other step to go to. Our texts are in English, and nobody is refused for another language (§3.7).
 */
export function execute<C extends Context>(query: Asked<C> & Query, command: Command<C>, address: string): void {
  const { payload } = query
  const { node } = command
  const action = attr(payload, 'action') ?? 'execute'
  if (!ACTIONS.includes(action)) throw refusal('malformed-action', `"${action.slice(0, 100)}" is not an action.`)
  const given = attr(payload, 'sessionid')
  if (given !== undefined) checkSession(query, { node, address }, given)
  const sessionid = given ?? openSession(query, { node, address })
  const answer = (status: 'executing' | 'completed' | 'canceled', ...children: Element[]) =>
    query.answer(xml('command', { xmlns: NS.commands, node, sessionid, status, 'xml:lang': 'en' }, ...children))

  if (action === 'cancel') return answer('canceled')
  if (action === 'prev' || action === 'next') throw refusal('bad-action', 'This command has one step; complete it.')
  const form = command.form?.(query)
  const x = payload.getChild('x', NS.dataForm)
  if (form && !x && action === 'execute') {
    return answer('executing', xml('actions', { execute: 'complete' }, xml('complete')), titledForm(form))
  }
  answer('completed', ...told(command.run(query, submittedTo(form, x))))
}

function told({ note, result }: Completed): Element[] {
  return [...(result ? [result] : []), ...(note === undefined ? [] : [xml('note', { type: 'info' }, note)])]
}

/** §3.4: a form is submitted, whatever it says of itself, unless it is one that only the room or the service sends. */
function submittedTo(form: TitledForm | undefined, x: Element | undefined): SubmittedForm {
  if (!form) return new SubmittedForm(xml('x'))
  const type = x && attr(x, 'type')
  if (!x || (type !== 'submit' && type !== 'cancel')) throw refusal('bad-payload', 'Fill in the form and submit it.')
  const submitted = new SubmittedForm(x)
  if (submitted.formType !== undefined && submitted.formType !== form.formType) {
    throw refusal('bad-payload', `The FORM_TYPE must be ${form.formType}.`)
  }
  for (const { name, required } of form.fields) {
    if (required && !submitted.says(name)) throw refusal('bad-payload', `Fill in the field ${name}.`)
  }
  return submitted
}

/** XEP-0050 §4.4. */
function refusal(name: 'malformed-action' | 'bad-action' | 'bad-payload', text: string): SpecificError {
  return new SpecificError('bad-request', { name, xmlns: NS.commands }, text)
}
