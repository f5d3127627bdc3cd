import type { Field, SubmittedForm } from '../../stanza/data-form.js'
import type { RoomConfig } from './room-config.js'

/** The values that a setting takes, as JSON has them. Lengths are in characters; numbers are whole, from 0. */
type SettingType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text'; readonly most: number }
  | { readonly kind: 'number'; readonly most: number }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** A list of these words, each at most once. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** A list of bare JIDs. */
  | { readonly kind: 'people'; readonly most: number }

export type SettingValue = boolean | string | number | readonly string[]

/**
 * A setting of a room: a key of its configuration that an owner changes. The configuration form (XEP-0045 §10.2) and the
 * rooms of the REST API are made from the same settings.
 */
export type Setting = {
  readonly key: keyof RoomConfig
  /** The field of the form that sets it (XEP-0045 §16.5.3). */
  readonly field: string
  /** Tells people what it is. */
  readonly label: string
  readonly type: SettingType
  /** Only owners see it. */
  readonly isSecret?: true
  /** The value that the form shows, of the type above. */
  valueIn(config: RoomConfig): SettingValue
  /** Its fields in the form, with the values of `config`. */
  fields(config: RoomConfig): readonly Field[]
  /**
   * The configuration with the value of a submitted form; the same if the form has none. Throws `not-acceptable` with the
   * name of the field for an invalid one.
   */
  read(form: SubmittedForm, config: RoomConfig): RoomConfig
}
