import { type Field, SubmittedForm, type TitledForm, titledForm } from '../../../stanza/data-form.js'
import { attr, type Element, xml } from '../../../stanza/element.js'
import { badRequest } from './bad-request.js'

/** A form to fill in: the first of two (a choice), the second, or the only one. */
export type FormStep = { readonly form: TitledForm; readonly place: 'first' | 'second' | 'only' }

/** The form and its allowed actions (XEP-0050 §2.4.2). */
export function formElements({ form, place }: FormStep): Element[] {
  const back = place === 'second' ? [xml('prev')] : []
  const actions =
    place === 'first'
      ? xml('actions', { execute: 'next' }, xml('next'))
      : xml('actions', { execute: 'complete' }, ...back, xml('complete'))
  return [actions, titledForm(form)]
}

/**
 * Adds the choice to the second form as hidden fields (XEP-0004 §3.3), so that the service stores nothing between
 * steps.
 */
export function withChoice(form: TitledForm, choice: TitledForm, given: SubmittedForm): TitledForm {
  const chosen = choice.fields.map(
    ({ name }): Field => ({ name, type: 'hidden', label: '', values: given.values(name) }),
  )
  return { ...form, fields: [...chosen, ...form.fields] }
}

/** §3.4: forms of the types submit and cancel count as submitted; those of the types form and result do not. */
export function submitted(x: Element | undefined): SubmittedForm {
  const type = x && attr(x, 'type')
  return new SubmittedForm(x && (type === 'submit' || type === 'cancel') ? x : xml('x'))
}

/** The submitted form. Throws `bad-payload` if a required field is empty. Does not check the FORM_TYPE. */
export function filledIn({ fields }: TitledForm, x: Element | undefined): SubmittedForm {
  const type = x && attr(x, 'type')
  if (type !== 'submit' && type !== 'cancel') throw badRequest('bad-payload', 'Fill in the form and submit it.')
  const given = submitted(x)
  for (const { name, label, required } of fields) {
    if (required && !given.says(name)) throw badRequest('bad-payload', `Fill in the field "${label}" (${name}).`)
  }
  return given
}

/** Throws `bad-payload` if the submitted form names another FORM_TYPE. */
export function checkType({ formType }: TitledForm, given: SubmittedForm): void {
  if (given.formType !== undefined && given.formType !== formType) {
    throw badRequest('bad-payload', `The FORM_TYPE must be ${formType}.`)
  }
}
