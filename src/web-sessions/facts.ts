import type { WebSession, WebSessionChange } from './web-session.js'

/** The facts of the sessions of the page to manage, by kind. */
export type WebSessionChanges = { readonly 'web-session': WebSessionChange }

/** The look-ups of sessions and one-time addresses in the store. */
export type WebSessionQuestions = {
  /** The one with this id, also if it has ended; undefined if there is none. */
  readonly webSession: { readonly asked: string; readonly answer: WebSession | undefined }
  /** All of the user with this bare JID, oldest first, also those that have ended. */
  readonly webSessionsOf: { readonly asked: string; readonly answer: readonly WebSession[] }
}
