import t from 'tap'
import { databaseCases } from './database-cases.js'
import { instanceCases } from './instance-cases.js'
import { runShort } from './short-run.js'

/** What lasts long is for `npm run faults`. */
const LEFT_OUT = ['database-away-long', 'instance-frozen']

const cases = [...databaseCases, ...instanceCases].filter(({ name }) => !LEFT_OUT.includes(name))
runShort(t, 'dev', cases)
