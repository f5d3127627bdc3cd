import { attr, type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Asked, Command, Completed } from '../../command.js'
import type { Context, Query } from '../../context.js'
import { badRequest } from './bad-request.js'
import { checkSession, openSession } from './session.js'
import { checkType, type FormStep, filledIn, formElements, submitted, withChoice } from './steps.js'

const ACTIONS: readonly string[] = ['execute', 'complete', 'cancel', 'prev', 'next']

/** One step of a command, as the client requests it. */
type Step = { readonly action: string; readonly x: Element | undefined }

/**
 * XEP-0050 §2.4: runs one step of a command for a person who may run it. The submitted form tells which step it is. The
 * texts are in English; a request in another language is not refused (§3.7).
 */
export function execute<C extends Context>(query: Asked<C> & Query, command: Command<C>, address: string): void {
  const { payload } = query
  const { node } = command
  const action = attr(payload, 'action') ?? 'execute'
  if (!ACTIONS.includes(action)) throw badRequest('malformed-action', `"${action.slice(0, 100)}" is not an action.`)
  const given = attr(payload, 'sessionid')
  if (given !== undefined) checkSession(query, { node, address }, given)
  const sessionid = given ?? openSession(query, { node, address })
  const answer = (status: 'executing' | 'completed' | 'canceled', ...children: Element[]) =>
    query.answer(xml('command', { xmlns: NS.commands, node, sessionid, status, 'xml:lang': 'en' }, ...children))

  if (action === 'cancel') return answer('canceled')
  const outcome = step(query, command, { action, x: payload.getChild('x', NS.dataForm) })
  if ('form' in outcome) answer('executing', ...formElements(outcome))
  else answer('completed', ...resultElements(outcome))
}

/** Returns the next form, or runs the command. */
function step<C extends Context>(context: Asked<C>, command: Command<C>, { action, x }: Step): FormStep | Completed {
  const choice = command.choice?.(context)
  if (choice && (action === 'prev' || (!x && action === 'execute'))) return { form: choice, place: 'first' }
  if (action === 'prev') throw badRequest('bad-action', 'There is no step before this one.')
  const given = choice ? filledIn(choice, x) : submitted(x)
  const form = command.form?.(context, given)
  if (choice && form && given.formType !== form.formType) {
    checkType(choice, given)
    if (action === 'complete') throw badRequest('bad-action', 'This is not the last step; use the action next.')
    return { form: withChoice(form, choice, given), place: 'second' }
  }
  if (action === 'next') throw badRequest('bad-action', 'This is the last step; use the action complete.')
  if (!form) return command.run(context, given)
  if (!x && action === 'execute') return { form, place: 'only' }
  checkType(form, given)
  return command.run(context, filledIn(form, x))
}

function resultElements({ note, result }: Completed): Element[] {
  return [...(result ? [result] : []), ...(note === undefined ? [] : [xml('note', { type: 'info' }, note)])]
}
