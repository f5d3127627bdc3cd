import { serviceSettings } from '../app/service-settings.js'
import type { Config } from '../config/config.js'
import { createService } from '../service/service.js'
import type { Service } from '../service/types.js'
import { storeAlone } from './store-of.js'

/**
 * Runs work with a service on the database of a configuration, which it makes if there is none. It sends nothing, and tells
 * apps nothing. Rejects if a Latchstring runs on the database, and with the fault if the storage fails.
 */
export async function withIntakeService<T>(config: Config, work: (service: Service) => Promise<T>): Promise<T> {
  const store = await storeAlone(config)
  let cause: unknown
  try {
    const { tells, ...settings } = serviceSettings(config, { key: await store.key(), startedAt: Date.now() })
    const service = createService({
      ...settings,
      store,
      write: () => undefined,
      now: Date.now,
      onFault: fault => {
        cause ??= fault
      },
    })
    const result = await work(service)
    await service.idle()
    return result
  } catch (error) {
    throw cause ?? error
  } finally {
    await store.close()
  }
}
