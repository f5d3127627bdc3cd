/** The flags of `latchstring init` that answer its questions, with the names of the answers. */
export const KEY_OF_FLAG = {
  server: 'server',
  'user-domain': 'userDomain',
  domain: 'domain',
  'public-url': 'publicUrl',
  admin: 'admin',
} as const

export type Flag = keyof typeof KEY_OF_FLAG
/** Answers as texts; a missing one is not given. */
export type Given = Readonly<Partial<Record<(typeof KEY_OF_FLAG)[Flag], string>>>
