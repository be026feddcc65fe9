import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Tests start readers, fill stores and kill processes: a slow machine must not make them fail.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Interception hides what a killed test process printed last, which is what one needs then.
    disableConsoleIntercept: true,
    coverage: { provider: 'v8', include: ['src/**/*.ts', 'commands/**/*.ts'] },
  },
})
