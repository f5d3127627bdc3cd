/**
 * What `JSON.stringify` escapes and PostgreSQL refuses in any part of a JSON text: U+0000, and a half of a surrogate pair. Other
 * values of the text can be read without them. A pair of backslashes stays.
 */
const JSON_OF = String.raw`(
  case when strpos($1, '\u') = 0 then $1
  else regexp_replace($1, '(\\\\)|\\u(?:0000|d[89a-f][0-9a-f]{2})', '\1', 'g') end
)::json`
/** A path such as `$.name` as PostgreSQL wants it. */
const PATH = `string_to_array(substr($2, 3), '.')`

/**
 * SQLite's functions, for the SQL that both engines understand. Those of JSON read a text, and give a text. Functions in an
 * index name none of the others: a backup is restored without the path on which they are found.
 */
export const FUNCTIONS = `
  -- The value at a path; null where there is none.
  create function json_extract(text, text) returns text language sql immutable as $$
    select ${JSON_OF} #>> ${PATH}
  $$;

  -- The value of a key, and its JSON.
  create function json_value_of(text, text) returns text language sql immutable as $$ select ${JSON_OF} ->> $2 $$;
  create function json_text_of(text, text) returns text language sql immutable as $$ select (${JSON_OF} -> $2)::text $$;
  create operator ->> (leftarg = text, rightarg = text, function = json_value_of);
  create operator -> (leftarg = text, rightarg = text, function = json_text_of);

  -- The values of a list: SQLite's \`json_each\`.
  create function each(text, out value text) returns setof text language sql immutable as $$
    select json_array_elements_text(${JSON_OF})
  $$;
  create function each(text, text, out value text) returns setof text language sql immutable as $$
    select json_array_elements_text(${JSON_OF} #> ${PATH})
  $$;

  create function json_list(text[]) returns text language sql immutable as $$ select to_json($1)::text $$;
  create aggregate json_group_array (text) (sfunc = array_append, stype = text[], initcond = '{}', finalfunc = json_list);

  create function json_valid(text) returns boolean language plpgsql immutable strict as $$
    begin
      perform $1::json;
      return true;
    exception when invalid_text_representation then
      return false;
    end
  $$;

  create function instr(text, text) returns integer language sql immutable as $$ select strpos($1, $2) $$;
  create function mentions(text, text) returns boolean language sql immutable as $$ select strpos($1, $2) > 0 $$;
  create function unixepoch() returns bigint language sql stable as $$ select extract(epoch from now())::bigint $$;

  create function text_hash(text) returns bytea language sql immutable as $$ select sha256(convert_to($1, 'UTF8')) $$;

  -- As in rooms-api/user-id.ts.
  create function user_id(text) returns text language sql immutable as $$
    select substr(encode(text_hash($1), 'hex'), 1, 24)
  $$;

  -- As in search-text.ts. The collation knows all letters; a server that was built without it knows those of the database.
  do $$
    begin
      execute format(
        'create function folded(text) returns text language sql immutable as %L',
        'select lower(normalize($1, NFKC)' || coalesce((
          select ' collate pg_catalog."und-x-icu"' from pg_collation
          where collname = 'und-x-icu' and collnamespace = 'pg_catalog'::regnamespace
        ), '') || ')'
      );
    end
  $$;
  create function has_words(text, text) returns boolean language sql immutable as $$
    select coalesce(bool_and(strpos(folded($1), word) > 0), true) from unnest(string_to_array($2, ' ')) as word
  $$;
`
