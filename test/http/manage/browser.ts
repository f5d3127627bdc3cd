import type { InjectOptions } from 'fastify'
import type { TypedApp } from '../../../src/http/schema/typed-app.js'

const ORIGIN = 'https://rooms.example.org'

export type Shown = {
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, unknown>>
  /** The path at which the browser is, after all redirects. */
  readonly path: string
}

type FormOf = { readonly action: string; readonly fields: Record<string, string> }

/** A browser with one cookie and without scripts, which shows pages and sends their forms. */
export class Browser {
  readonly #app: TypedApp
  readonly #headers: Readonly<Record<string, string>>
  /** The last header Set-Cookie. */
  setCookie = ''
  cookie: string | undefined
  shown: Shown = { status: 0, body: '', headers: {}, path: '' }

  constructor(app: TypedApp, headers: Readonly<Record<string, string>> = {}) {
    this.#app = app
    this.#headers = headers
  }

  /** Opens a path and follows redirects. */
  async opens(path: string): Promise<Shown> {
    return this.#goes({ method: 'GET', url: path })
  }

  /** Sends a form to a path. `headers` replace those of the browser. */
  async sends(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Shown> {
    return this.#goes({
      ...{ method: 'POST', url: path, payload: new URLSearchParams(fields).toString() },
      headers: { origin: ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  }

  /**
   * Fills in the form of the page whose action ends so, or the `at`-th of these, and presses a button. Throws if the page
   * does not have it.
   */
  async submits(action: string, fields: Record<string, string> = {}, at = 0): Promise<Shown> {
    const form = this.forms().filter(one => one.action.endsWith(action))[at]
    if (!form) throw new Error(`the page ${this.shown.path} has no such form ${action}`)
    return this.sends(form.action, { ...form.fields, ...fields })
  }

  /** The forms of the page with their hidden fields. */
  forms(): FormOf[] {
    const forms = [...this.shown.body.matchAll(/<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/g)]
    return forms.map(([, action = '', content = '']) => {
      const hidden = [...content.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
      return { action, fields: Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])) }
    })
  }

  async #goes(request: InjectOptions): Promise<Shown> {
    const cookie: Record<string, string> = this.cookie === undefined ? {} : { cookie: this.cookie }
    const answer = await this.#app.inject({ ...request, headers: { ...this.#headers, ...cookie, ...request.headers } })
    const set = answer.headers['set-cookie']
    if (typeof set === 'string') {
      this.setCookie = set
      this.cookie = /Max-Age=0/.test(set) ? undefined : set.split(';')[0]
    }
    const { location } = answer.headers
    if (answer.statusCode === 303 && location !== undefined) return this.#goes({ method: 'GET', url: location })
    const { statusCode: status, body, headers } = answer
    this.shown = { status, body, headers, path: String(request.url) }
    return this.shown
  }
}
