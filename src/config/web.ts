import { Type } from '@sinclair/typebox'
import { section } from './keys.js'

/** The keys of `web`: the web pages of the links. */
export const web = section({
  name: Type.String({ default: '', maxLength: 100, expected: "a text of at most 100 characters, or '' for the host" }),
  embed: Type.Array(
    Type.String({ format: 'latchstring:origin', expected: 'the origin of a site, such as https://www.example.org' }),
    { default: [], uniqueItems: true, expected: 'a list of origins in brackets, such as [https://www.example.org]' },
  ),
  signIn: Type.String({
    default: 'off',
    format: 'latchstring:sign-in',
    expected: 'off, auto, or the address of a WebSocket with TLS such as wss://example.org/xmpp-websocket',
  }),
})
