import { defineConfig } from 'vitest/config'

// Without `import`: Node is given these too, and `require` of a package in both forms would get its ES module.
const conditions = ['@atalaya/source', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
