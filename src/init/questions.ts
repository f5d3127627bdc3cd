import { isPublicUrl, preparedDomain } from '../config/formats.js'
import { parseBareJid } from '../stanza/jid.js'
import type { Flag, Given } from './flags.js'
import { type Machine, SERVERS, type ServerName } from './machine.js'

/** The answers that a first configuration needs. `admin` is empty if there is none. */
export type Answers = {
  readonly server: ServerName
  readonly userDomain: string
  readonly domain: string
  readonly publicUrl: string
  readonly admin: string
}

/** One question, with the flag that answers it. */
export type Question = {
  readonly flag: Flag
  readonly text: string
  readonly expected: string
  /** What most people would answer; empty if there is no good guess. */
  guess(given: Given, machine: Machine): string
  /** The answer as it is written into the configuration; undefined if it is not valid. */
  read(text: string, given: Given): string | undefined
}

/** The questions in their order: each guess may use the answers before it, or flags. */
export const QUESTIONS: readonly Question[] = [
  {
    flag: 'server',
    text: 'Which XMPP server do you have?',
    expected: SERVERS.join(' or '),
    guess: (_, { server }) => server ?? '',
    read: text => SERVERS.find(name => name === text.toLowerCase()),
  },
  {
    flag: 'user-domain',
    text: 'The domain of its users, as in alice@example.org?',
    expected: 'a domain such as example.org',
    guess: ({ domain }, { hostname }) => parentOf(domain) ?? (hostname.includes('.') ? hostname : ''),
    read: domainIn,
  },
  {
    flag: 'domain',
    text: "The domain of the rooms? A new one, or that of the server's own rooms if all of them move here (docs/moving.md).",
    expected: 'a domain such as rooms.example.org, which is not that of the users',
    guess: ({ userDomain }) => (userDomain === undefined ? '' : `rooms.${userDomain}`),
    read: (text, { userDomain }) => (domainIn(text) === userDomain ? undefined : domainIn(text)),
  },
  {
    flag: 'public-url',
    text: 'The web address of the links? Your reverse proxy brings its requests to port 8080 of this machine.',
    expected: 'a http or https address such as https://rooms.example.org',
    guess: ({ domain = '' }) => (/(^|\.)localhost$/.test(domain) ? 'http://127.0.0.1:8080' : `https://${domain}`),
    read: text => (isPublicUrl(text) ? text : undefined),
  },
  {
    flag: 'admin',
    text: 'Who is the admin, with the rights of an owner in every room? "none" if there is none.',
    expected: 'an address such as admin@example.org, or none',
    guess: ({ userDomain = '' }) => `admin@${userDomain}`,
    read: text => (text === 'none' ? '' : parseBareJid(text)?.bare),
  },
]

/** A domain without signs that mean something in a configuration file of a server. */
function domainIn(text: string): string | undefined {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N}.-]*$/u.test(text) ? preparedDomain(text) : undefined
}

function parentOf(domain: string | undefined): string | undefined {
  return domain?.includes('.') ? domain.slice(domain.indexOf('.') + 1) : undefined
}
