import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Without `import`: Node is given these too, and `require` of a package in both forms would get its ES module.
const conditions = ['@atalaya/source', 'node', 'default']

/** What needs ClickHouse: run by `npm run test:clickhouse`, which installs it. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    root: join(import.meta.dirname, '..', '..'),
    include: ['tests/clickhouse/**/*.test.ts'],
    // The library is one database in each process, and takes both cores by itself.
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
