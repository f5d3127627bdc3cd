import type { ClientPathsWithMethod, Client as FetchClient, MaybeOptionalInit, MethodResponse } from 'openapi-fetch'
import type { paths } from './rest-api.js'

export type MethodName = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** The paths that have this method. */
type PathOf<Name extends MethodName> = ClientPathsWithMethod<FetchClient<paths>, Name>

/** What a call takes beside its path: `params` with `path`, `query` and `header`, `body`, `headers` and `signal`. */
export type Init<Path extends keyof paths, Name extends MethodName> = Pick<
  NonNullable<MaybeOptionalInit<paths[Path], Name>>,
  'params' | 'body' | 'headers' | 'signal'
>

/** It may be left out if nothing in it is required. */
type Inits<Path extends keyof paths, Name extends MethodName> =
  undefined extends MaybeOptionalInit<paths[Path], Name> ? [init?: Init<Path, Name>] : [init: Init<Path, Name>]

/** The body of the answer. */
export type Answer<Path extends PathOf<Name>, Name extends MethodName> = MethodResponse<FetchClient<paths>, Name, Path>

/** A call, such as `api.GET`. Resolves with the body of the answer; rejects with an `ApiError` if it is refused. */
export type Method<Name extends MethodName> = <Path extends PathOf<Name>>(
  path: Path,
  ...init: Inits<Path, Name>
) => Promise<Answer<Path, Name>>

/** What a GET has answered, with its entity tag for the header `if-match` of a change. */
export type Tagged<Path extends PathOf<'get'>> = {
  readonly answer: Answer<Path, 'get'>
  /** Undefined: the answers of this path have none. */
  readonly etag: string | undefined
}

/** A GET whose entity tag matters. Rejects as the call does. */
export type ReadTagged = <Path extends PathOf<'get'>>(path: Path, ...init: Inits<Path, 'get'>) => Promise<Tagged<Path>>

type QueryKey<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? [Query] extends [undefined]
    ? never
    : keyof NonNullable<Query>
  : never

/** Where the next page begins, or of an archive whether there is one. */
type Place = { next: string | null } | { cursor: string | null } | { isComplete: boolean }

/** The lists that are read by a cursor: they have `after`, and answer `data` and `next`, `cursor` or `isComplete`. */
export type ListPath = {
  [Path in PathOf<'get'>]: 'after' extends QueryKey<Path>
    ? Answer<Path, 'get'> extends { data: readonly unknown[] } & Place
      ? Path
      : never
    : never
}[PathOf<'get'>]

/** An entry of a list. */
export type Item<Path extends ListPath> = Answer<Path, 'get'> extends { data: readonly (infer Entry)[] } ? Entry : never
