/** What other services call a setting of ours, by their name for it. The readers of our form know further names. */
export const RENAMED: ReadonlyMap<string, string> = new Map([
  // ejabberd: messages go into the archive (XEP-0313).
  ['mam', 'muc#roomconfig_enablelogging'],
])

/** Values of settings without a counterpart that lose nothing: what the room does then, ours does, too. */
export const PEER_DEFAULTS: ReadonlyMap<string, readonly string[]> = new Map([
  // Prosody: the messages that a newcomer gets who asks for no number; and private messages to moderators.
  ['muc#roomconfig_defaulthistorymessages', ['20']],
  ['{xmpp:prosody.im}muc#allow_modpm', ['0', 'false']],
  // ejabberd: subscriptions without presence (MUC/Sub), and pictures to be read by newcomers.
  ['allow_subscription', ['0', 'false']],
  ['captcha_protected', ['0', 'false']],
  // Openfire: an address stays taken after its room.
  ['{http://igniterealtime.org}muc#roomconfig_retireondel', ['0', 'false']],
  ['{http://igniterealtime.org}muc#roomconfig_preservehistondel', ['0', 'false']],
  // MongooseIM: several clients of a person may have one nick.
  ['muc#roomconfig_allowmultisessions', ['1', 'true']],
])
