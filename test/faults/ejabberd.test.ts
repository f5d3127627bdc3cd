import t from 'tap'
import { shortForm } from './short-form.js'

t.setTimeout(300_000)
shortForm(t, 'ejabberd')
