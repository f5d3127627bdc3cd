import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import type { Test } from 'tap'

/** Another program that signs tokens with a private key. `typ`: their type. */
export async function signer(alg: string, kid?: string, typ?: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(publicKey)), ...(kid ? { kid } : {}) }
  return {
    jwk,
    pem: await exportSPKI(publicKey),
    privatePem: await exportPKCS8(privateKey),
    privateJwk: await exportJWK(privateKey),
    signs: (claims: Record<string, unknown>) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg, ...(kid ? { kid } : {}), ...(typ ? { typ } : {}) })
        .sign(privateKey),
  }
}

/** A web server for keys. Tests may change `keys` or set another `answer`; it counts the requests. */
export async function keyServer(t: Test, keys: readonly JWK[]) {
  const shown = { keys, asked: 0, answer: undefined as { status: number; body: string } | 'silence' | undefined }
  const server = createServer((_request, response) => {
    shown.asked++
    if (shown.answer === 'silence') return
    const { status, body } = shown.answer ?? { status: 200, body: JSON.stringify({ keys: shown.keys }) }
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const stop = () =>
    new Promise(resolve => {
      server.closeAllConnections()
      server.close(resolve)
    })
  t.teardown(stop)
  const { port } = server.address() as AddressInfo
  return { shown, stop, url: `http://127.0.0.1:${port}/jwks.json` }
}
