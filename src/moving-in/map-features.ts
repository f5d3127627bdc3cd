import { cut } from '../moving/cut.js'
import { attr, type Element } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { Settings } from './map-settings.js'

/**
 * The settings of a room that everyone sees by disco#info (XEP-0045 §6.4): all that can be known of a room whose
 * configuration we may not read. `info` is the `<query/>`.
 */
export function settingsOfFeatures(info: Element): Settings {
  const features = new Set(info.getChildren('feature').map(feature => attr(feature, 'var')))
  const either = (yes: string, no: string) => (features.has(yes) ? true : features.has(no) ? false : undefined)
  const name = info.getChildren('identity').map(identity => attr(identity, 'name'))[0]
  const description = roomInfo(info, 'muc#roominfo_description')
  const seen = {
    name: name && cut(name, 255),
    description: description && cut(description, 2000),
    public: either('muc_public', 'muc_hidden'),
    persistent: either('muc_persistent', 'muc_temporary'),
    membersOnly: either('muc_membersonly', 'muc_open'),
    moderated: either('muc_moderated', 'muc_unmoderated'),
    whois: either('muc_nonanonymous', 'muc_semianonymous') === true ? ('anyone' as const) : undefined,
    logging: features.has(NS.archive) ? true : undefined,
  }
  return Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== undefined))
}

/** The text of a field of the form muc#roominfo (XEP-0045 §16.5.4); undefined if the field is absent. */
export function roomInfo(info: Element, name: string): string | undefined {
  const form = info.getChildren('x', NS.dataForm).find(x => fieldOf(x, 'FORM_TYPE') === NS.roomInfo)
  return form && fieldOf(form, name)
}

function fieldOf(form: Element, name: string): string | undefined {
  const field = form.getChildren('field').find(({ attrs }) => attrs['var'] === name)
  return field
    ?.getChildren('value')
    .map(value => value.getText())
    .join('\n')
}
