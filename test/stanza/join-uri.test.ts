import t from 'tap'
import { joinUri } from '../../src/stanza/join-uri.js'

t.test('16.7.1: the URI has the address of the room and the password', async t => {
  const uri = joinUri('coven@chat.shakespeare.lit', 'cauldronburn')
  t.equal(uri, 'xmpp:coven@chat.shakespeare.lit?join;password=cauldronburn')
})

t.test('separators of URIs and characters outside ASCII are escaped', async t => {
  t.equal(
    joinUri("d'a&b;c?d@rooms.example.org", 'a=b;c'),
    'xmpp:d%27a%26b%3Bc%3Fd@rooms.example.org?join;password=a%3Db%3Bc',
  )
  t.equal(joinUri('zürich@räume.example', 'x'), 'xmpp:z%C3%BCrich@r%C3%A4ume.example?join;password=x')
})

t.test('Gajim opens an address with exactly ?join', async t => {
  t.equal(joinUri('zürich@rooms.example.org'), 'xmpp:z%C3%BCrich@rooms.example.org?join')
})
