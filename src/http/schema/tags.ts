/** The chapters of the OpenAPI document, in their order. Those of the API family keep its words: clients are named so. */
export const TAGS = {
  'Rooms Open Invite': 'Joining by the id of an open invite',
  'Users Rooms Public Link': 'The links of a moderator to their rooms',
  Rooms: 'Making, finding, changing and closing rooms',
  'Rooms Users': 'Who is in a room',
  'Rooms Custom Data': 'What an application keeps with a room',
  Users: 'People and their accounts',
  'Users Open Invite': 'The older form of the links',
  Tokens: 'Tokens for the REST API that can be listed and revoked',
  Authentication: 'Signing in and out',
  'Authentication Urls': 'Where to sign in',
  Links: 'All that a link can say: limits, approval, who came through it',
  Common: 'Whether the service is there, and which one it is',
} as const satisfies Readonly<Record<string, string>>

export type Tag = keyof typeof TAGS
