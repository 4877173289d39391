import { startTestServer } from '@atalaya/testkit'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** `http://127.0.0.1:port` of the server that all end-to-end tests share. */
    serverUrl: string
  }
}

/** Starts the one ephemeral server of a test run and stops it at the end; ATALAYA_TEST_URL names one that already runs. */
export default async function sharedServer(project: TestProject): Promise<() => Promise<void>> {
  const running = process.env.ATALAYA_TEST_URL
  if (running !== undefined) {
    project.provide('serverUrl', running)
    return async () => {}
  }
  const server = await startTestServer()
  project.provide('serverUrl', server.url)
  return async () => {
    await server.stop()
  }
}
