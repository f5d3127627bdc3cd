import t from 'tap'
import { runShort } from './short-run.js'

runShort(t, 'prosody')
