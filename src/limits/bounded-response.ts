/** Bytes, decompressed: the answers that we ask others for have some hundred to some thousand. */
const LARGEST_ANSWER = 256 * 1024

/** Reads the answer to a `fetch` up to a limit, which `fetch` has not. Throws an Error above it. */
export async function boundedResponse({ body, status }: Response): Promise<Response> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of body ?? []) {
    length += piece.length
    if (length > LARGEST_ANSWER) throw new Error(`the answer has more than ${LARGEST_ANSWER} bytes`)
    pieces.push(piece)
  }
  return new Response(Buffer.concat(pieces), { status })
}

/** Why a `fetch` has failed, for the log: it names its reason in `cause`. */
export function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  return cause instanceof Error && cause.message !== '' ? `${message}: ${cause.message}` : message
}
