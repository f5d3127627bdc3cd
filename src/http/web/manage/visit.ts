import type { Service } from '../../../service/types.js'
import { type Html, html } from '../html.js'
import type { Language } from '../texts/texts.js'
import type { Form } from './form.js'
import type { ManageTexts } from './texts/shape.js'

/** A request of a signed-in person for a page to manage, and what its page needs. */
export type Visit = {
  /** The bare JID of the person. */
  readonly user: string
  /** The id of the session. */
  readonly sessionId: string
  readonly language: Language
  readonly texts: ManageTexts
  /** The token that each form of the session carries. */
  readonly formToken: string
  /** The path `/manage`, with the path of the public URL before it. */
  readonly base: string
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, unknown>>
  /** The form of a POST; of a GET it is empty. */
  readonly form: Form
  /** `Service.run` for work in the name of the person. */
  readonly run: Service['run']
}

/** A form with one or more buttons. `action`: the path below `/manage`. */
export function postForm({ base, formToken }: Visit, action: string, content: Html): Html {
  return html`<form method="post" action="${base}${action}"><input type="hidden" name="token" value="${formToken}">${content}</form>`
}
