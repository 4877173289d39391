import process from 'node:process'
import { defineConfig } from 'vitest/config'

// Without `import`: Node is given these too, and `require` of a package in both forms would get its ES module.
const conditions = ['@atalaya/source', 'node', 'default']

// Another line of OpenTelemetry than the one that is installed: npm run test:node.
const { ATALAYA_TEST_OTEL: otel } = process.env
const alias =
  otel === undefined ? [] : [{ find: /^(@opentelemetry\/(api|core|resources|sdk-trace))$/, replacement: `${otel}/$1` }]

export default defineConfig({
  resolve: { conditions, alias },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
