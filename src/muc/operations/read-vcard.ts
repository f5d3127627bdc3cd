import { copyOf, type Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import type { Digests } from '../model/digests.js'
import type { Vcard } from '../model/room.js'

/** In characters of XML. XEP-0153 §4.6 limits a photo to 8 KB; this allows a larger one, or several formats. */
const LONGEST = 64 * 1024
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const IMAGE = /^image\/[\w.+-]+$/i

/**
 * Reads a vCard (XEP-0054): its text and the SHA-1 hash, in hexadecimal, of each photo. Returns undefined for an empty
 * vCard. Throws `policy-violation` if it is too long, and `not-acceptable` if a photo is not an image.
 */
export function readVcard(vCard: Element, digests: Digests): Vcard | undefined {
  if (vCard.getChildElements().length === 0) return undefined
  const text = copyOf(vCard).toString()
  if (text.length > LONGEST) {
    throw new StanzaError(
      'policy-violation',
      `The vCard of a room has at most ${LONGEST} characters; use a smaller image.`,
    )
  }
  const photos = vCard.getChildren('PHOTO').flatMap(photo => bytesOf(photo) ?? [])
  return { text, photoHashes: photos.map(photo => digests.of(photo, { hash: 'sha-1', as: 'hex' })) }
}

/** The bytes of the image; undefined if the photo has none (XEP-0153 §4.5: an `<EXTVAL/>` is not fetched). */
function bytesOf(photo: Element): Uint8Array | undefined {
  const encoded = (photo.getChildText('BINVAL') ?? '').replace(/\s/g, '')
  if (encoded === '') return undefined
  const type = (photo.getChildText('TYPE') ?? '').trim()
  // COMPAT: the type is only a hint (XEP-0153 §5), and some clients omit it.
  if (type !== '' && !IMAGE.test(type)) {
    throw new StanzaError('not-acceptable', `The photo is of the type "${type.slice(0, 100)}"; expected an image.`)
  }
  if (!BASE64.test(encoded)) throw new StanzaError('not-acceptable', 'The photo (BINVAL) is not valid base64.')
  return Uint8Array.from(atob(encoded), character => character.charCodeAt(0))
}
