import AjvCompiler from '@fastify/ajv-compiler'
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import t from 'tap'
import { VALIDATION } from '../../../src/http/errors/validation.js'
import { SCHEMA_COMPILERS } from '../../../src/http/server/schema-compilers.js'
import { restApi } from '../rest.js'

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

t.test('a schema is compiled at its first use, and a validator has the errors of the last value', async t => {
  const wrong = { ...rooms, schema: { type: 'nothing' } }
  const settings = { customOptions: { coerceTypes: false } }
  const [serialise, validateWrong] = [buildSerializer({}, {})(wrong), buildValidator({}, settings)(wrong)]
  t.throws(() => serialise({}), /type/)
  t.throws(() => validateWrong({}), /type/)
  const validate = buildValidator({}, settings)(rooms)
  t.equal(validate({ name: 1 }), false)
  t.match(validate.errors, [{ instancePath: '/name' }])
  t.equal(validate({ name: 'verona' }), true)
  t.equal(validate.errors, null)
})

t.test('the schemas of all routes can be compiled', async t => {
  const { app } = restApi(t)
  const schemas = new Set<object>()
  app.addHook('onRoute', ({ schema: { params, querystring, headers, body, response } = {} }) => {
    for (const one of [params, querystring, headers, body, ...Object.values(response ?? {})]) {
      if (typeof one === 'object' && one !== null) schemas.add(one)
    }
  })
  await app.ready()
  t.ok(schemas.size > 100)
  const validatorOf = AjvCompiler()({}, { customOptions: VALIDATION })
  const serialiserOf = SerializerSelector()({}, {})
  for (const one of schemas) {
    t.doesNotThrow(() => [validatorOf({ ...rooms, schema: one }), serialiserOf({ ...rooms, schema: one })])
  }
})
