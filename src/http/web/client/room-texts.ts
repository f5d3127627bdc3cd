/** The texts of the page of a room, in one language. */
export type RoomTexts = {
  readonly leave: string
  readonly openInApp: string
  /** Names the two above for screen readers. */
  readonly waysOut: string
  readonly opening: string
  readonly needsScripts: string
  readonly otherWays: string
}

export const ENGLISH: RoomTexts = {
  leave: 'Leave',
  openInApp: 'Open in an app',
  waysOut: 'Ways out',
  opening: 'The room is being opened …',
  needsScripts: 'The room in the browser needs JavaScript, which is off here.',
  otherWays: 'Other ways to join',
}
