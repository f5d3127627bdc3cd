import t from 'tap'
import { linkCases } from './link-cases.js'
import { runShort } from './short-run.js'

/** Those that differ most; `npm run faults` plays all of them, on real servers. */
const PLAYED = ['link-reset-unread', 'link-in-drops', 'server-frozen', 'component-frozen']

const cases = linkCases.filter(({ name }) => PLAYED.includes(name))
runShort(t, 'dev', cases)
