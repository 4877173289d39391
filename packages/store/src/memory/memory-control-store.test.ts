import { describeControlStore } from '../conformance/index.ts'
import { MemoryControlStore } from './memory-control-store.ts'

describeControlStore('MemoryControlStore', async () => {
  const store = new MemoryControlStore()
  // It has nothing to reopen; this only runs the test that does.
  return { store, reopen: () => Promise.resolve(store) }
})
