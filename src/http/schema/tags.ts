/** The sections of the OpenAPI document, in order. COMPAT: the names of the API family, for generated clients use them. */
export const TAGS = {
  'Rooms Open Invite': 'Join by the id of an open invite',
  'Users Rooms Public Link': 'The links of a moderator to their rooms',
  Rooms: 'Create, find, change and delete rooms',
  'Rooms Users': 'The users of a room',
  'Rooms Custom Data': 'The custom data of an application in a room',
  Users: 'Users and their accounts',
  'Users Open Invite': 'The legacy form of the links',
  Tokens: 'Tokens for the REST API that can be listed and revoked',
  Authentication: 'Sign in and sign out',
  'Authentication Urls': 'Where to sign in',
  Links: 'Links with all their settings: limits, approval, history',
  Guests: 'People without an account who come in by a link',
  Members: 'The members of a room, many at once, and the search for them',
  Messages: 'The messages of a room',
  Bans: 'The users and the domains that are banned from a room',
  Events: 'What happens in rooms, for apps',
  'Personal facts': 'What the service keeps of a person',
  Common: 'The state and the version of the service',
} as const satisfies Readonly<Record<string, string>>

export type Tag = keyof typeof TAGS
