import t from 'tap'
import { guestCases } from './guest-cases.js'
import { runShort } from './short-run.js'

/** Guests in the short form; `npm run faults` brings 1000. */
const CROWD = 60

runShort(t, 'dev', guestCases(CROWD))
