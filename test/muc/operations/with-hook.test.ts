import t from 'tap'
import type { Capability } from '../../../src/muc/capability.js'
import { withHook } from '../../../src/muc/operations/with-hook.js'

t.test('the list of a hook has all capabilities with it, in their order, and is made once', async t => {
  const first: Capability = { onTick: () => undefined }
  const second: Capability = { onLinkUp: () => undefined }
  const third: Capability = { onTick: () => undefined, onLinkUp: () => undefined }
  const capabilities = [first, second, third]
  t.strictSame(withHook(capabilities, 'onTick'), [first, third])
  t.strictSame(withHook(capabilities, 'onLinkUp'), [second, third])
  t.strictSame(withHook(capabilities, 'maySend'), [])
  t.equal(withHook(capabilities, 'onTick'), withHook(capabilities, 'onTick'))
  t.strictSame(withHook([second, first], 'onTick'), [first], 'another list has lists of its own')
})
