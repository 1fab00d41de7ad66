import { afterEach } from '@jest/globals';
import { TestApp } from './test-app.js';

const started: TestApp[] = [];

afterEach(async () => {
  for (const app of started.splice(0).reverse()) await app.close();
});

/** Starts another application, which closes at the end of the test. */
export async function startAppForTest(
  options?: Parameters<typeof TestApp.start>[0],
): Promise<TestApp> {
  const app = await TestApp.start(options);
  started.push(app);
  return app;
}
