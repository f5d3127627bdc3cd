import type { en } from './en.js'

/** All texts of the pages in one language, in the sections of the English ones. */
export type Texts = {
  readonly [Section in keyof typeof en]: { readonly [Key in keyof (typeof en)[Section]]: string }
}
