import type { OpenInvite } from './open-invite.js'

/** The display name of a link: the label and the end of the `linkId`, never the secret id. */
export function linkName({ linkId, terms }: Pick<OpenInvite, 'linkId' | 'terms'>): string {
  return nameOf(linkId, terms.label)
}

/** The display name of a link that may be gone, so that its label is not known. */
export function nameOf(linkId: string, label = ''): string {
  const end = linkId.slice(-6)
  return label === '' ? `link …${end}` : `${label} (…${end})`
}
