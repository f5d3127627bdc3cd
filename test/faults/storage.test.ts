import t from 'tap'
import { runShort } from './short-run.js'
import { storageCases } from './storage-cases.js'

/** What lasts long, or differs little from another one, is for `npm run faults`. */
const LEFT_OUT = ['locked-briefly', 'locked-for-long', 'database-moved', 'clock-back']

const cases = storageCases.filter(({ name }) => !LEFT_OUT.includes(name))
runShort(t, 'dev', cases)
