import { Type } from '@sinclair/typebox'
import { onOff, section, whole } from './keys.js'

/** The keys of `accounts`: how users sign in with their XMPP password. */
export const accounts = section({
  service: Type.String({
    default: '',
    format: 'latchstring:client-service',
    expected: "the address of the server's port for clients, such as xmpp://127.0.0.1:5222, or '' for none",
  }),
  tls: Type.Union([Type.Literal('auto'), Type.Literal('required'), Type.Literal('off')], {
    default: 'auto',
    expected: 'auto, required or off',
  }),
  caFile: Type.String({ default: '', expected: "the path of a file with certificates (PEM), or '' for none" }),
  timeout: Type.Number({
    default: 10,
    exclusiveMinimum: 0,
    maximum: 300,
    expected: 'a number of seconds above 0 and up to 300',
  }),
  connections: whole({ minimum: 1, maximum: 1000, default: 10 }),
  failuresPerAccount: whole({ minimum: 0, maximum: 1000, default: 5 }),
  failuresPerAddress: whole({ minimum: 0, maximum: 100_000, default: 20 }),
  lockMinutes: whole({ minimum: 1, maximum: 10_080, default: 60 }),
  registration: onOff(false),
  registrationsPerAddress: whole({ minimum: 0, maximum: 100_000, default: 10 }),
})
