import type { EndedLink, LinkEndChange } from '../../events/facts.js'
import { type Reading, statement, type Written } from './statement.js'

/** The table `link_end`: its one row is the last link of whose end apps have heard, so that they hear of each once. */
export function linkEndStatements() {
  const put = statement<EndedLink>('update link_end set ended_at = @endedAt, link_id = @linkId')
  const ended = statement<{ after: number; until: number; most: number }, EndedLink>(`
    select link_id as "linkId", room_id as "roomId", expires_at as "endedAt"
    from open_invite indexed by open_invite_end
    where expires_at > 0 and expires_at > @after and expires_at <= @until
      and (expires_at, link_id) > (select ended_at, link_id from link_end)
    order by expires_at, link_id limit @most`)
  return {
    write: { 'link-end': ({ now }: LinkEndChange): Written => put.with(now) },
    answers: {
      endedLinks: (asked: { after: number; until: number; most: number }): Reading<EndedLink[]> => ended.all(asked),
    },
  }
}
