import { startTestServer } from '@atalaya/testkit'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** `http://127.0.0.1:port` of the server that all end-to-end tests share. */
    serverUrl: string
  }
}

/** Starts the one ephemeral server of a test run and stops it at the end. */
export default async function sharedServer(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  project.provide('serverUrl', server.url)
  return async () => {
    await server.stop()
  }
}
