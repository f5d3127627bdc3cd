/** A label that an occupant wears beside role and affiliation (XEP-0317 §3.1). */
export type Hat = {
  readonly uri: string
  /** The text that people see. */
  readonly title: string
  /** The angle of the colour (XEP-0392) as text, from 0 to 360; empty if there is none. */
  readonly hue: string
}
