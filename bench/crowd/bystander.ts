import { LoadClient } from '../soak/load-client.js'
import { API, type Rest } from '../soak/rest.js'

/** Milliseconds between an answer and the next request. */
const PAUSE = 20

/** The times of one kind of request, in milliseconds. */
export type Times = { readonly kind: string; readonly times: readonly number[] }

/** A person in another room than the crowd. */
export class Bystander {
  readonly #client: LoadClient
  readonly #rest: Rest
  readonly #user: string
  readonly #room: string
  readonly #roomId: string
  #next = 0

  private constructor(client: LoadClient, { rest, user, room, id }: Own) {
    this.#client = client
    this.#rest = rest
    this.#user = user
    this.#room = room
    this.#roomId = id
  }

  /** Signs in and enters a room that was made over REST. `name`: an account with the password of `LoadClient`. */
  static async enters(port: number, { rest, name }: { rest: Rest; name: string }): Promise<Bystander> {
    const client = await LoadClient.signIn(port, name)
    const user = `${name}@localhost`
    const { id, jid: room } = await makeRoom(rest, user)
    const own = `${room}/${name}`
    await client.request(`<presence to='${own}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`, `here:${own}`)
    return new Bystander(client, { rest, user, room, id })
  }

  /** Repeats a message, a query and a REST call until `work` is done, and measures each. */
  async during(work: Promise<unknown>): Promise<Times[]> {
    let isDone = false
    const done = work.finally(() => {
      isDone = true
    })
    const repeat = async (kind: string, ask: () => Promise<unknown>): Promise<Times> => {
      const times: number[] = []
      while (!isDone || times.length === 0) {
        const from = performance.now()
        await ask()
        times.push(performance.now() - from)
        await new Promise(resolve => setTimeout(resolve, PAUSE))
      }
      return { kind, times }
    }
    const [message, query, call] = await Promise.all([
      repeat('message', () => this.#says()),
      repeat('query', () => this.#asks()),
      repeat('REST', () => this.#rest.calls({ by: this.#user, call: `GET ${API}/rooms/${this.#roomId}` })),
      done,
    ])
    return [message, query, call]
  }

  leaves(): void {
    this.#client.drop()
  }

  #says(): Promise<unknown> {
    const id = `m${this.#next++}`
    const message = `<message to='${this.#room}' type='groupchat' id='${id}'><body>hello</body></message>`
    return this.#client.request(message, `id:${id}`)
  }

  #asks(): Promise<unknown> {
    const id = `q${this.#next++}`
    const query = `<query xmlns='http://jabber.org/protocol/disco#info'/>`
    return this.#client.request(`<iq type='get' id='${id}' to='${this.#room}'>${query}</iq>`, `id:${id}`)
  }
}

type Own = { readonly rest: Rest; readonly user: string; readonly room: string; readonly id: string }

/** Makes a room over REST; its REST id and bare JID. */
export async function makeRoom(rest: Rest, by: string): Promise<{ id: string; jid: string }> {
  const { data } = (await rest.calls({ by, call: `POST ${API}/rooms`, body: { name: 'A room' } })) as {
    data: { id: string; jid: string }
  }
  return data
}
