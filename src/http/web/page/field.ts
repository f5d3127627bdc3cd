import { html, type Insertable } from '../html.js'
import type { FormAnswer } from './link-view.js'

type Field = {
  readonly form: FormAnswer['form']
  readonly name: string
  readonly label: string
  readonly hint?: Insertable
  /** Further attributes of the input, such as `type="password"`. */
  readonly attributes: Insertable
  /** A password is not repeated. */
  readonly isSecret?: boolean
}

/** A field with its label, a hint, and what is wrong with the value that was sent. */
export function field(
  { form, name, label, hint, attributes, isSecret = false }: Field,
  answer?: FormAnswer,
): Insertable {
  const id = `${form}-${name}`
  const isSent = answer?.form === form
  const problem = isSent && answer.field === name ? answer.problem : undefined
  const value = isSent && !isSecret ? html` value="${answer.entered}"` : undefined
  const described = [hint === undefined ? '' : `${id}-hint`, problem === undefined ? '' : `${id}-problem`]
    .join(' ')
    .trim()
  const invalid = problem === undefined ? undefined : html` aria-invalid="true" autofocus`
  return html`<label for="${id}">${label}</label>
<input id="${id}" name="${name}" required${value}${invalid} ${attributes}${described && html` aria-describedby="${described}"`}>
${problem === undefined ? undefined : html`<p class="problem" id="${id}-problem" role="alert">${problem}</p>`}
${hint === undefined ? undefined : html`<p class="hint" id="${id}-hint">${hint}</p>`}`
}
