/** XEP-0317 §3.1: something that an occupant can be in this room beside role and affiliation. */
export type Hat = {
  readonly uri: string
  /** For people. */
  readonly title: string
  /** The angle of its colour (XEP-0392), from 0 to 360, as it was written; empty where it has none. */
  readonly hue: string
}
