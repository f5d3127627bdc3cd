import { setTimeout as pause } from 'node:timers/promises'
import type { Postgres } from '../servers/postgres.js'
import type { Case, CaseContext } from './case.js'
import type { Fixture } from './fixture.js'
import { refusesRequestsAndStanzas } from './refusals.js'
import { sum } from './sum.js'

/** How long the database is away after a crash, in milliseconds. Its start, and the recovery, come on top. */
const CRASHED = { least: 200, more: 3800 }
/** Milliseconds; shorter than the store waits for its database, and longer. */
const BRIEFLY = 2000
const LONG = 20_000
/** As long as it is not away for longer than this, the store's patience lasts (5 s). A slow machine may take longer. */
const PATIENCE = 4500

function postgresOf({ harness: { postgres } }: CaseContext): Postgres {
  if (!postgres) throw new Error('the case needs a stage with a PostgreSQL')
  return postgres
}

async function killed(context: CaseContext): Promise<void> {
  const postgres = postgresOf(context)
  await postgres.endBy('SIGKILL')
  context.down()
  await pause(CRASHED.least + context.chance.below(CRASHED.more))
  await postgres.start()
}

/** Nothing may be refused: what waits is done when the database is back. */
async function awayBriefly(context: CaseContext): Promise<void> {
  const postgres = postgresOf(context)
  const { fixture } = context
  const [since, before] = [performance.now(), refusedIn(fixture)]
  await postgres.endBy('SIGINT')
  context.down()
  await pause(BRIEFLY)
  await postgres.start()
  const away = performance.now() - since
  await fixture.allProcessed()
  const refused = refusedIn(fixture) - before
  if (refused > 0 && away < PATIENCE) {
    throw new Error(`${refused} requests and messages were refused though the database was away for ${away} ms only`)
  }
}

/** The requests and the messages to rooms that were refused for a fault of the service. */
function refusedIn({ rest, stayers }: Fixture): number {
  return rest.refused + sum(stayers.map(({ refused }) => refused))
}

async function awayForLong(context: CaseContext): Promise<void> {
  const postgres = postgresOf(context)
  await postgres.endBy('SIGINT')
  context.down()
  try {
    await Promise.all([pause(LONG), refusesRequestsAndStanzas(context.harness)])
  } finally {
    await postgres.start()
  }
}

const ofPostgres = { isServerTrusted: true, store: 'postgres' } as const

/** The faults of a PostgreSQL, while the component and the XMPP server run. */
export const databaseCases: readonly Case[] = [
  { ...ofPostgres, name: 'database-killed', title: 'kill -9 of PostgreSQL', inject: killed },
  { ...ofPostgres, name: 'database-away', title: 'PostgreSQL stopped for 2 s', inject: awayBriefly },
  { ...ofPostgres, name: 'database-away-long', title: 'PostgreSQL stopped for 20 s', inject: awayForLong },
]
