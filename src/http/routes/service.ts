import { Type } from '@sinclair/typebox'
import { release } from '../../release.js'
import { operation } from '../schema/operation.js'
import { choice } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

const ping = operation({
  id: 'GetApiRainbowPing',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Ask whether the service is there',
  result: Type.Object({ status: choice(['OK']) }),
})

const about = operation({
  id: 'GetApiRainbowEnduserV10About',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Ask which service and which version it is',
  result: Type.Object({ version: Type.String(), description: Type.String() }),
})

/** What the service says of itself, to everybody. */
export function serviceRoutes(app: TypedApp): void {
  app.get('/ping', { schema: ping }, async () => ({ status: 'OK' as const }))

  app.get('/enduser/v1.0/about', { schema: about }, async () => {
    return { version: release, description: 'Latchstring: rooms for your XMPP server, and links that let people in' }
  })
}
