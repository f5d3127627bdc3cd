import { type Static, Type } from '@sinclair/typebox'
import { accounts } from './accounts.js'
import { auth } from './auth.js'
import { networks, section, whole } from './keys.js'
import { archive, guests, limits, openInvites, rooms } from './rooms.js'
import { web } from './web.js'

const xmpp = section({
  service: Type.String({
    default: 'xmpp://127.0.0.1:5347',
    format: 'latchstring:xmpp-service',
    expected: 'the address of the component port, such as xmpp://127.0.0.1:5347',
  }),
  domain: Type.String({
    format: 'latchstring:domain',
    expected: 'the domain of the rooms as the XMPP server has it, such as rooms.example.org',
  }),
  userDomain: Type.String({
    format: 'latchstring:domain',
    expected: "the domain of the server's own users, such as example.org",
  }),
  secret: Type.String({
    minLength: 1,
    secret: true,
    expected: "the component's secret as a text in quotes, here or in LATCHSTRING_XMPP_SECRET",
  }),
  inviterAddress: Type.Union(
    [Type.Literal('auto'), Type.Literal('privilege'), Type.Literal('asserted'), Type.Literal('room')],
    { default: 'auto', expected: 'auto, privilege, asserted or room' },
  ),
  connectTimeout: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    maximum: 3600,
    expected: 'a number of seconds above 0 and up to 3600',
  }),
  answerTimeout: Type.Number({
    default: 30,
    exclusiveMinimum: 0,
    maximum: 3600,
    expected: 'a number of seconds above 0 and up to 3600',
  }),
  multicast: Type.Union([Type.Literal('off'), Type.Literal('auto')], { default: 'off', expected: 'off or auto' }),
})

const http = section({
  host: Type.String({
    default: '127.0.0.1',
    pattern: '^[^\\s/]+$',
    expected: 'an address of this machine to listen on, such as 127.0.0.1',
  }),
  port: whole({ minimum: 0, maximum: 65535, default: 8080 }),
  publicUrl: Type.String({
    format: 'latchstring:public-url',
    expected: 'the http or https address at which people reach this service, such as https://rooms.example.org',
  }),
  trustedProxies: networks([]),
  origins: Type.Array(
    Type.String({ format: 'latchstring:origin-or-all', expected: "an origin such as https://app.example.org, or '*'" }),
    {
      default: [],
      uniqueItems: true,
      expected: "a list of origins in brackets, such as [https://app.example.org], or ['*']",
    },
  ),
  news: Type.Union([Type.Literal('off'), Type.Literal('clients'), Type.Literal('everyone')], {
    default: 'clients',
    expected: 'off, clients or everyone',
  }),
})

/**
 * The schema of the whole configuration. A key without a default is required. `expected` completes the error message for
 * a wrong value; a value marked with `secret` is never printed.
 */
export const configSchema = section({
  xmpp,
  http,
  web,
  auth,
  accounts,
  store: section({
    sqlite: section({
      path: Type.String({ default: 'var/latchstring.sqlite', minLength: 1, expected: 'the path of a file' }),
      checkAtStart: Type.Union([Type.Literal('full'), Type.Literal('quick'), Type.Literal('off')], {
        default: 'quick',
        expected: 'full, quick or off',
      }),
    }),
    postgres: section({
      url: Type.String({
        default: '',
        format: 'latchstring:postgres-url',
        secret: true,
        expected:
          'an address such as postgres://latchstring@db.example.org/latchstring?sslmode=verify-full, which may lack sslmode ' +
          "only for a database on this machine; or '' for SQLite",
      }),
      caFile: Type.String({ default: '', expected: "the path of a file with certificates (PEM), or '' for none" }),
    }),
  }),
  cluster: section({
    url: Type.String({
      default: '',
      format: 'latchstring:origin-or-none',
      expected: 'the http or https address at which the other instances reach this one, such as http://10.0.0.1:8080',
    }),
  }),
  rooms,
  openInvites,
  guests,
  limits,
  archive,
  events: section({
    days: whole({ minimum: 0, maximum: 365, default: 7 }),
    privateReceivers: networks([]),
  }),
  monitoring: section({ addresses: networks(['127.0.0.1', '::1']) }),
  watchdog: section({ stalledAfter: whole({ minimum: 0, maximum: 3600, default: 30 }) }),
  log: section({
    level: Type.Union(
      [
        Type.Literal('fatal'),
        Type.Literal('error'),
        Type.Literal('warn'),
        Type.Literal('info'),
        Type.Literal('debug'),
        Type.Literal('trace'),
        Type.Literal('silent'),
      ],
      { default: 'info', expected: 'fatal, error, warn, info, debug, trace or silent' },
    ),
  }),
})

/** The configuration as the schema describes it. */
export type ConfigTree = Static<typeof configSchema>
