import { Type } from '@sinclair/typebox'
import { release } from '../../config/release.js'
import { operation } from '../schema/operation.js'
import { choice } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

const ping = operation({
  id: 'GetApiRainbowPing',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Check that the service answers',
  result: Type.Object({ status: choice(['OK']) }),
})

const about = operation({
  id: 'GetApiRainbowEnduserV10About',
  tag: 'Common',
  caller: 'anybody',
  summary: 'Read the name and the version of the service',
  result: Type.Object({ version: Type.String(), description: Type.String() }),
})

/** Public facts on the service. */
export function serviceRoutes(app: TypedApp): void {
  app.get('/ping', { schema: ping }, async () => ({ status: 'OK' as const }))

  app.get('/enduser/v1.0/about', { schema: about }, async () => {
    return {
      version: release,
      description: 'Latchstring: rooms for your XMPP server, and links through which users join them',
    }
  })
}
