import { type Case, endingCases } from './case.js'
import { linkCases } from './link-cases.js'
import { storageCases } from './storage-cases.js'

/** All cases, in the order of the table. */
export const cases: readonly Case[] = [...endingCases, ...linkCases, ...storageCases]
