import t from 'tap'
import { SCHEMA_COMPILERS } from '../../../src/http/server/schema-compilers.js'

const { buildSerializer, buildValidator } = SCHEMA_COMPILERS
const schema = { type: 'object', properties: { name: { type: 'string' } } }
const rooms = { method: 'GET', url: '/rooms', httpStatus: '200', httpPart: 'body', schema }

t.test('a schema is compiled once, for any number of routes and servers', async t => {
  const serialise = buildSerializer({}, {})(rooms)
  t.equal(buildSerializer({}, {})({ ...rooms, url: '/links' }), serialise)
  t.equal(serialise({ name: 'verona', secret: 'x' }), '{"name":"verona"}')
})

t.test('another schema, or the same with other settings, is compiled separately', async t => {
  const settings = { customOptions: { coerceTypes: false } }
  const validate = buildValidator({}, settings)(rooms)
  t.equal(buildValidator({}, settings)(rooms), validate)
  t.not(buildValidator({}, settings)({ ...rooms, schema: { ...schema } }), validate)
  t.not(buildValidator({}, { customOptions: { coerceTypes: true } })(rooms), validate)
})
