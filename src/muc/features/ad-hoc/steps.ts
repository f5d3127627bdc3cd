import { type Field, SubmittedForm, type TitledForm, titledForm } from '../../../stanza/data-form.js'
import { attr, type Element, xml } from '../../../stanza/element.js'
import { badRequest } from './bad-request.js'

/** A form that is to be filled in, and whether it is a choice that comes first, the form after it, or the only one. */
export type Shown = { readonly form: TitledForm; readonly place: 'first' | 'second' | 'only' }

/** The form with what may be done with it (XEP-0050 §2.4.2). */
export function shown({ form, place }: Shown): Element[] {
  const back = place === 'second' ? [xml('prev')] : []
  const actions =
    place === 'first'
      ? xml('actions', { execute: 'next' }, xml('next'))
      : xml('actions', { execute: 'complete' }, ...back, xml('complete'))
  return [actions, titledForm(form)]
}

/** The form that follows a choice brings the choice along, so that nothing needs to be kept (XEP-0004 §3.3: hidden). */
export function withChoice(form: TitledForm, choice: TitledForm, given: SubmittedForm): TitledForm {
  const chosen = choice.fields.map(
    ({ name }): Field => ({ name, type: 'hidden', label: '', values: given.values(name) }),
  )
  return { ...form, fields: [...chosen, ...form.fields] }
}

/** §3.4: a form is submitted, whatever it says of itself, unless it is one that only the room or the service sends. */
export function submitted(x: Element | undefined): SubmittedForm {
  const type = x && attr(x, 'type')
  return new SubmittedForm(x && (type === 'submit' || type === 'cancel') ? x : xml('x'))
}

/** What somebody filled in of a form; its FORM_TYPE is not looked at. */
export function filledIn({ fields }: TitledForm, x: Element | undefined): SubmittedForm {
  const type = x && attr(x, 'type')
  if (type !== 'submit' && type !== 'cancel') throw badRequest('bad-payload', 'Fill in the form and submit it.')
  const given = submitted(x)
  for (const { name, label, required } of fields) {
    if (required && !given.says(name)) throw badRequest('bad-payload', `Fill in the field "${label}" (${name}).`)
  }
  return given
}

export function checkType({ formType }: TitledForm, given: SubmittedForm): void {
  if (given.formType !== undefined && given.formType !== formType) {
    throw badRequest('bad-payload', `The FORM_TYPE must be ${formType}.`)
  }
}
