/** The namespaces that only the server's side of a stream needs: of streams, of sign-in and of account services. */
export const STREAM_NS = {
  stream: 'http://etherx.jabber.org/streams',
  streamErrors: 'urn:ietf:params:xml:ns:xmpp-streams',
  sasl: 'urn:ietf:params:xml:ns:xmpp-sasl',
  bind: 'urn:ietf:params:xml:ns:xmpp-bind',
  session: 'urn:ietf:params:xml:ns:xmpp-session',
  framing: 'urn:ietf:params:xml:ns:xmpp-framing',
  component: 'jabber:component:accept',
  roster: 'jabber:iq:roster',
  vcard: 'vcard-temp',
  /** XEP-0077 §8: a stream feature. */
  registerFeature: 'http://jabber.org/features/iq-register',
} as const
