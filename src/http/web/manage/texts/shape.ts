import type { en } from './en.js'

/** The texts of the pages to manage in one language, in the sections of the English ones. */
export type ManageTexts = {
  readonly [Section in keyof typeof en]: { readonly [Key in keyof (typeof en)[Section]]: string }
}
