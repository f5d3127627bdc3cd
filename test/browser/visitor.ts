import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core'

/** How a visitor's browser is set. Default: a desktop in English and in light mode. */
export type VisitorOptions = Pick<
  BrowserContextOptions,
  'viewport' | 'locale' | 'colorScheme' | 'javaScriptEnabled' | 'bypassCSP'
>

/** In milliseconds: longer than a busy machine takes for any one thing in a page. */
const PATIENCE = 60_000

/** A person with a browser, who comes by a link. */
export class Visitor {
  readonly page: Page
  /** What the browser has complained about: violations of a policy, requests to other places, faults of scripts. */
  readonly complaints: string[] = []
  readonly #context: BrowserContext

  private constructor(context: BrowserContext, page: Page, places: readonly string[]) {
    this.#context = context
    this.page = page
    page.on('pageerror', error => this.complaints.push(`a script failed: ${error.stack ?? error.message}`))
    page.on('console', message => {
      if (/Content Security Policy|violates/i.test(message.text())) this.complaints.push(message.text())
    })
    page.on('request', request => this.#checkPlace(request.url(), places))
    page.on('websocket', socket => this.#checkPlace(socket.url(), places))
  }

  /** A new visitor, whose browser keeps nothing of others. `places`: the origins to which the pages may go. */
  static async arrives(browser: Browser, places: readonly string[], options: VisitorOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 1280, height: 800 }, ...options })
    context.setDefaultTimeout(PATIENCE)
    return new Visitor(context, await context.newPage(), places)
  }

  #checkPlace(url: string, places: readonly string[]): void {
    const isKnown = places.some(
      place => url.startsWith(`${place}/`) || url.startsWith(`${place.replace('http', 'ws')}/`),
    )
    if (!isKnown && !url.startsWith('data:') && !url.startsWith('blob:')) {
      this.complaints.push(`the page requested ${url}`)
    }
  }

  /** Opens the page of a link, writes a name and joins. Resolves when the next page is there. */
  async joins(link: string, name: string): Promise<void> {
    await this.page.goto(link)
    await this.page.locator('form.join input[name=name]').fill(name)
    await this.page.locator('form.join button').click()
    await this.page.waitForLoadState()
  }

  /** Opens the sign-in of the page of a link, and sends a name and a password. */
  async signsIn(link: string, { name, password }: { name: string; password: string }): Promise<void> {
    await this.page.goto(link)
    await this.page.locator('#with-account summary').click()
    await this.page.locator('#with-account a').click()
    await this.sendsPassword(name, password)
  }

  /** Fills in the form of the sign-in, and sends it. */
  async sendsPassword(name: string, password: string): Promise<void> {
    await this.page.locator('form.sign-in [name=name]').fill(name)
    await this.page.locator('form.sign-in [name=password]').fill(password)
    await this.page.locator('form.sign-in button').click()
  }

  /** Resolves when this visitor is in the room, and can write if the role allows that. */
  async isInside(): Promise<void> {
    await this.#field.or(this.page.locator('.muc-bottom-panel--muted')).first().waitFor()
  }

  async says(text: string): Promise<void> {
    await this.#field.fill(text)
    await this.#field.press('Enter')
  }

  /** Opens the private chat with an occupant, and writes there. */
  async saysTo(nick: string, text: string): Promise<void> {
    await this.page.locator('converse-muc-occupants .occupant-nick', { hasText: nick }).click()
    const field = this.page.locator('converse-muc-occupant .chat-textarea')
    await field.fill(text)
    await field.press('Enter')
  }

  /** Replaces the last message of this visitor with a text, by the key that opens it again. */
  async corrects(text: string): Promise<void> {
    await this.#field.press('ArrowUp')
    await this.page.locator('.chat-msg.correcting').waitFor()
    await this.says(text)
  }

  /** Resolves when the room shows a message with this text. Gives the name of its author. */
  async reads(text: string): Promise<string> {
    const message = this.page.locator('converse-chat-message', { hasText: text }).last()
    await message.waitFor()
    return (await message.locator('.chat-msg__author').first().innerText()).trim()
  }

  /** Resolves when this text is on the page. */
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor()
  }

  /** The names in the list of occupants. */
  async occupants(): Promise<string[]> {
    const names = await this.page.locator('converse-muc-occupants .occupant-nick').allInnerTexts()
    return names.map(name => name.trim()).sort()
  }

  /** The network of this visitor's machine is gone: open connections are cut by the proxy of the scene. */
  async isOffline(isOffline: boolean): Promise<void> {
    await this.#context.setOffline(isOffline)
  }

  async quits(): Promise<void> {
    await this.#context.close()
  }

  get #field(): Locator {
    return this.page.locator('.chat-textarea')
  }
}
