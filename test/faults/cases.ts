import { type Case, endingCases } from './case.js'
import { databaseCases } from './database-cases.js'
import { guestCases } from './guest-cases.js'
import { instanceCases } from './instance-cases.js'
import { linkCases } from './link-cases.js'
import { multicastCases } from './multicast-cases.js'
import { storageCases } from './storage-cases.js'
import { webhookCases } from './webhook-cases.js'

/** The guests who are in when all are killed, beside those who are always there. */
const CROWD = 1000

/** All cases, in the order of the table. */
export const cases: readonly Case[] = [
  ...endingCases,
  ...linkCases,
  ...storageCases,
  ...databaseCases,
  ...instanceCases,
  ...guestCases(CROWD),
  ...multicastCases,
  ...webhookCases,
]
