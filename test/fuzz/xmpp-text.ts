import { NS } from '../../src/stanza/namespaces.js'
import type { Chance } from '../random/chance.js'
import { oddText } from '../random/nonsense.js'
import { randomStanza } from '../random/random-stanza.js'

const HEADER = `<stream:stream xmlns='jabber:component:accept' id='1' xmlns:stream='http://etherx.jabber.org/streams'>`
const NAMESPACES = Object.values(NS)

/** Text that no XMPP server would write, sometimes with valid stanzas. */
export function hostileText(by: Chance): string {
  const { one, some, below } = by
  const header = some(0.9) ? HEADER : one('', HEADER.toUpperCase(), '<html>', HEADER + HEADER, '<stream:stream>')
  const parts = Array.from({ length: 1 + below(4) }, () => (some(0.3) ? randomStanza(by) : hostilePart(by)))
  const text = header + parts.join('')
  return some(0.3) ? garbled(text, by) : text
}

function hostilePart(by: Chance): string {
  const { one, below, some } = by
  const many = some(0.01) ? 200_000 : below(200)
  const huge = some(0.01) ? 'x'.repeat(5_000_000) : 'x'.repeat(below(5000))
  return one(
    ...(['<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><message>&lol2;</message>', '&lol;'] as const),
    ...([
      '<!ENTITY x SYSTEM "file:///etc/passwd">',
      '<?xml version="1.0"?>',
      '<?php ?>',
      '<!--',
      '<![CDATA[',
      ']]>',
    ] as const),
    ...([
      '<message>&#0;&#x1;&#xD800;&#xFFFE;&#x110000;</message>',
      '<message>&#99999999999999999999;</message>',
    ] as const),
    ...([
      '<message>\u0000\u0001\ufffe\uffff\ud800</message>',
      '<message/>'.repeat(300),
      '</message>',
      '<',
      '>',
      '&',
      '=',
    ] as const),
    `<message>${'<a>'.repeat(many)}`,
    `<message>${'<a>'.repeat(many)}${'</a>'.repeat(many)}</message>`,
    `<message>${`<a b='${oddText(by)}'/>`.repeat(many)}</message>`,
    `<message ${Array.from({ length: many }, (_, i) => `a${i}='b'`).join(' ')}/>`,
    `<message id='${huge}'/>`,
    `<message id='${huge}`,
    `<message><body>${huge}</body></message>`,
    `<${huge}/>`,
    `<message ${huge}='1'/>`,
    `<message xmlns='${NAMESPACES[below(NAMESPACES.length)]}' xmlns:a='' a:b='c' xmlns:xmlns='x'/>`,
    "<a:message xmlns:a='jabber:component:accept'/>",
    "<message id='1' id='2' __proto__='x' constructor='y' toString='z'/>",
    "<message/id='1'/>",
    '<message id=1/>',
    "<message id='<'/>",
    '<handshake/>',
    '<stream:error/>',
    '</stream:stream>',
    HEADER,
    "<stream:features/><iq type='get' id='1'><query xmlns='jabber:iq:auth'/></iq>",
  )
}

/** Replaces or removes some characters. */
function garbled(text: string, { below, one }: Chance): string {
  let rest = text
  for (let i = 1 + below(4); i > 0; i--) {
    const at = below(rest.length)
    rest = rest.slice(0, at) + one('', '<', '>', "'", '&', '\u0000', '\ud800', '/', ' ') + rest.slice(at + below(3))
  }
  return rest
}
