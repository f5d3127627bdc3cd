import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/*
 * Makes `dist/src/client/rest-api`, what the client knows of the REST API, from the OpenAPI document: the types of all
 * paths, and which POSTs take an Idempotency-Key. The client is compiled with it, so this runs before the compiler, but
 * after that of `src/browser`: the routes read its files.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bundle = join(root, 'dist', 'build', 'api-document.js')
const made = join(root, 'dist', 'src', 'client', 'rest-api')
const stamp = join(root, 'dist', 'build', 'rest-api.stamp')

await build({
  absWorkingDir: root,
  entryPoints: ['scripts/api-document.js'],
  outfile: bundle,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  logLevel: 'warning',
})
const { openApi } = await import(pathToFileURL(bundle).href)
const madeOf = readFileSync(fileURLToPath(import.meta.url), 'utf8') + JSON.stringify(openApi)
const isMade = [`${made}.js`, `${made}.d.ts`, stamp].every(existsSync) && readFileSync(stamp, 'utf8') === madeOf
if (!isMade) {
  mkdirSync(dirname(made), { recursive: true })
  writeFileSync(`${made}.js`, `export const REPEATABLE = new Set(${JSON.stringify(repeatable(), null, 2)})\n`)
  writeFileSync(`${made}.d.ts`, await types())
  writeFileSync(stamp, madeOf)
}

/** The paths whose POST takes the header Idempotency-Key. */
function repeatable() {
  const takesKey = ({ in: place, name }) => place === 'header' && name === 'idempotency-key'
  return Object.entries(openApi.paths).flatMap(([path, { post }]) => (post?.parameters?.some(takesKey) ? [path] : []))
}

async function types() {
  const { default: openapiTypes, astToString } = await import('openapi-typescript')
  const { default: ts } = await import('typescript')
  // Keys of a body with a default may be left out.
  const options = { defaultNonNullable: false, transform: transformed(ts) }
  const ofPaths = astToString(await openapiTypes(withoutRefusals(), options))
  return `${ofPaths}/** The paths whose POST takes the header Idempotency-Key. */
export declare const REPEATABLE: ReadonlySet<string>
`
}

/** Images are sent as they are. */
function transformed(ts) {
  return ({ format }) => (format === 'binary' ? ts.factory.createTypeReferenceNode('Blob') : undefined)
}

/** Refusals have one form, which the client throws: with them for each path the types would be five times as large. */
function withoutRefusals() {
  const answersOf = responses => Object.fromEntries(Object.entries(responses).filter(([status]) => status < 300))
  const operations = path =>
    Object.entries(path).map(([method, one]) => [method, { ...one, responses: answersOf(one.responses) }])
  const paths = Object.entries(openApi.paths).map(([path, one]) => [path, Object.fromEntries(operations(one))])
  return { ...openApi, paths: Object.fromEntries(paths) }
}
