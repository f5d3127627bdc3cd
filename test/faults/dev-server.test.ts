import t from 'tap'
import { shortForm } from './short-form.js'

shortForm(t, 'dev')
