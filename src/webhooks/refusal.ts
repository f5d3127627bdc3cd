import { type Condition, ReasonedRefusal } from '../stanza/error.js'

/** The reasons of refusals about webhooks, each with its XMPP condition. */
const CONDITION_OF = {
  'too-many-webhooks': 'resource-constraint',
  'unknown-webhook': 'item-not-found',
} as const satisfies Record<string, Condition>

type Reason = keyof typeof CONDITION_OF

/** A refusal of an operation on webhooks. */
export class WebhookRefusal extends ReasonedRefusal<Reason> {
  constructor(reason: Reason, text: string) {
    super(reason, CONDITION_OF[reason], text)
  }
}
