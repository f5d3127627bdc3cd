import t from 'tap'
import { release } from '../../../src/config/release.js'
import { BASE, restApi } from '../rest.js'

t.test('ping and about are public', async t => {
  const api = restApi(t)
  const ping = await api.ask({ method: 'GET', url: '/api/rainbow/ping' })
  t.strictSame([ping.status, ping.body], [200, { status: 'OK' }])
  const about = await api.ask({ method: 'GET', url: `${BASE}/about`, headers: { authorization: 'Bearer null' } })
  t.strictSame([about.status, about.body['version'], typeof about.body['description']], [200, release, 'string'])
})
