import { defineConfig } from 'vitest/config'

const sessions = 'test/cli/session/*.test.ts'

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'rooms', include: ['test/**/*.test.ts'], exclude: [sessions] } },
      // These talk to the built program: the build is made first, and only when one of them is asked for.
      {
        extends: true,
        test: { name: 'sessions', include: [sessions], globalSetup: ['test/support/build.ts'] },
      },
    ],
    // Tests start readers, fill stores and kill processes: a slow machine must not make them fail.
    testTimeout: 300_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Interception hides what a killed test process printed last, which is what one needs then.
    disableConsoleIntercept: true,
    coverage: { provider: 'v8', include: ['src/**/*.ts', 'commands/**/*.ts'] },
  },
})
