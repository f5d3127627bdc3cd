import { attr, type Element } from './element.js'
import { NS } from './namespaces.js'

/**
 * The text whose SHA-1 is the verification string of an entity (XEP-0115 §5.1). `description` holds the children of its
 * disco#info query: identities, features and forms with a FORM_TYPE.
 */
export function verificationText(description: readonly Element[]): string {
  const identities = named(description, 'identity').map(identity => identityParts(identity).join('/'))
  const features = named(description, 'feature').map(nameOf)
  const forms = formsOf(description).map(({ formType, fields }) => {
    const others = fields.filter(field => field.name !== 'FORM_TYPE').sort((a, b) => byOctets(a.name, b.name))
    return [formType, ...others.flatMap(({ name, values }) => [name, ...values])].map(ended('<')).join('')
  })
  return [...sorted(identities).map(ended('<')), ...sorted(features).map(ended('<')), ...sorted(forms)].join('')
}

/** The text that is hashed for entity capabilities 2.0 (XEP-0390 §4.1), from the same `description`. */
export function capabilityText(description: readonly Element[]): string {
  const features = named(description, 'feature').map(feature => ended('\x1f')(nameOf(feature)))
  const identities = named(description, 'identity').map(
    identity => `${identityParts(identity).map(ended('\x1f')).join('')}\x1e`,
  )
  const forms = formsOf(description).map(({ fields }) => {
    const texts = fields.map(({ name, values }) => `${[name, ...values].map(ended('\x1f')).join('')}\x1e`)
    return `${sorted(texts).join('')}\x1d`
  })
  return [features, identities, forms].map(parts => `${sorted(parts).join('')}\x1c`).join('')
}

type Form = { readonly formType: string; readonly fields: readonly { name: string; values: readonly string[] }[] }

function formsOf(description: readonly Element[]): Form[] {
  return description
    .filter(element => element.is('x', NS.dataForm))
    .map(x => {
      const fields = x.getChildren('field').map(field => ({ name: nameOf(field), values: sorted(valuesOf(field)) }))
      return { formType: fields.find(({ name }) => name === 'FORM_TYPE')?.values[0] ?? '', fields }
    })
}

function named(description: readonly Element[], name: string): Element[] {
  return description.filter(element => element.getName() === name)
}

function identityParts(identity: Element): string[] {
  return ['category', 'type', 'xml:lang', 'name'].map(part => attr(identity, part) ?? '')
}

function nameOf(element: Element): string {
  return attr(element, 'var') ?? ''
}

function valuesOf(field: Element): string[] {
  return field.getChildren('value').map(value => value.getText())
}

function ended(by: string): (text: string) => string {
  return text => `${text}${by}`
}

function sorted(texts: readonly string[]): string[] {
  return [...texts].sort(byOctets)
}

/** The order of UTF-8 octets (i;octet) is that of code points; JavaScript compares UTF-16 units. */
function byOctets(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  const differs = left.findIndex((character, i) => character !== right[i])
  if (differs < 0) return left.length - right.length
  return (left[differs]?.codePointAt(0) ?? -1) - (right[differs]?.codePointAt(0) ?? -1)
}
