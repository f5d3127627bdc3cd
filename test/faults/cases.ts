import { type Case, endingCases } from './case.js'

/** All cases, in the order of the table. */
export const cases: readonly Case[] = [...endingCases]
