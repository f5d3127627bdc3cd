import t from 'tap'
import { createAccounts } from '../../src/accounts/accounts.js'
import { UNREADABLE } from '../stanza/unreadable.js'
import { mechanisms, offers, playServer } from './play-server.js'

for (const [what, , text] of UNREADABLE) {
  t.test(`a server that sends ${what} gives no answer`, async t => {
    const { service } = await playServer(t, [offers(mechanisms('PLAIN')), { to: /<auth/, says: text }])
    const troubles: string[] = []
    const { signIn } = createAccounts({
      ...{ service, domain: 'localhost', tls: 'off', timeout: 5, connections: 1 },
      onTrouble: reason => troubles.push(reason),
    })
    await t.rejects(signIn({ name: 'romeo', password: 'secret' }), { name: 'AccountsUnavailable' })
    t.match(troubles[0], /no XML/)
  })
}
