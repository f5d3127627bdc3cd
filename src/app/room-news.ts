import { roomsWithNews, tellWaiting } from '../rooms-api/news/tell-news.js'
import type { Service } from '../service/types.js'

/**
 * Tells the news of all rooms that have waited long enough; with `isStopping` all that wait. Rejects if the service
 * cannot do it.
 */
export async function tellRoomNews(
  service: Pick<Service, 'run'>,
  { isStopping = false }: { isStopping?: boolean } = {},
): Promise<void> {
  const jids = await service.run({}, context => roomsWithNews(context, { isStopping }))
  const told = jids.map(room => service.run({ room }, context => tellWaiting(context, room, { isStopping })))
  await Promise.all(told)
}
