import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Without `import`: Node is given these too, and `require` of a package in both forms would get its ES module.
const conditions = ['@atalaya/source', 'node', 'default']

/** End to end: real clients against one server that all files share (each file uses an account of its own). */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Where the global set-up runs.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['tests/**/*.test.ts'],
    // What needs an installation of its own: npm run test:clickhouse.
    exclude: ['tests/clickhouse/**'],
    globalSetup: ['tests/support/shared-server.ts'],
    // The files mostly wait for the one server; more workers than cores would only take its time away.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
