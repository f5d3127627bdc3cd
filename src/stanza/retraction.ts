import { attr, type Element, xml } from './element.js'
import { NS } from './namespaces.js'

/**
 * The id of the message that this message retracts (XEP-0424), in the form of today or in that of the version before it,
 * which applies to the message by XEP-0422; undefined if it retracts none.
 */
export function retractedId(message: Element): string | undefined {
  if (message.name !== 'message') return undefined
  const retract = message.getChild('retract', NS.retract)
  if (retract) return attr(retract, 'id')
  const applied = message.getChild('apply-to', NS.fasten)
  return applied?.getChild('retract', NS.retract0) ? attr(applied, 'id') : undefined
}

/** Whether a message says that a moderator retracted another one (XEP-0425), in either form. */
export function isModerated(message: Element): boolean {
  const forms = [message.getChild('retract', NS.retract), message.getChild('apply-to', NS.fasten)]
  return forms.some(form => form?.getChild('moderated') !== undefined)
}

/** A moderator's request to retract a message (XEP-0425), and where it is: the id of the message and the reason. */
export type ModerationRequest = {
  readonly id: string
  readonly reason: string | undefined
  readonly asksToRetract: boolean
}

/** Reads the payload of a request in either form; undefined if it is another payload. */
export function moderationIn(payload: Element): ModerationRequest | undefined {
  const [moderate, namespace] = payload.is('apply-to', NS.fasten)
    ? [payload.getChild('moderate', NS.moderate0), NS.retract0]
    : [payload.is('moderate', NS.moderate) ? payload : undefined, NS.retract]
  if (!moderate) return undefined
  return {
    id: attr(payload, 'id') ?? '',
    reason: moderate.getChildText('reason') ?? undefined,
    asksToRetract: moderate.getChild('retract', namespace) !== undefined,
  }
}

/** What tells the occupants of a moderation, in both forms; `details` is made for each: moderator and reason. */
export function moderationElements(id: string, details: (namespace: string) => Element[]): Element[] {
  const [moderated, ...reason] = details(NS.moderate0)
  moderated?.append(xml('retract', NS.retract0), ...reason)
  return [
    xml('retract', { xmlns: NS.retract, id }, ...details(NS.moderate)),
    xml('apply-to', { xmlns: NS.fasten, id }, ...(moderated ? [moderated] : [])),
  ]
}
