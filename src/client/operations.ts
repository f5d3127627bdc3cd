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

type QueryKey<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? [Query] extends [undefined]
    ? never
    : keyof NonNullable<Query>
  : never

/** The lists that are read by a cursor: they have `after`, and answer `data` and `next` or `cursor`. */
export type ListPath = {
  [Path in PathOf<'get'>]: 'after' extends QueryKey<Path>
    ? Answer<Path, 'get'> extends { data: readonly unknown[] } & ({ next: string | null } | { cursor: string | null })
      ? Path
      : never
    : never
}[PathOf<'get'>]

/** An entry of a list. */
export type Item<Path extends ListPath> = Answer<Path, 'get'> extends { data: readonly (infer Entry)[] } ? Entry : never
