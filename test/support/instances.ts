import { StallingProxy } from './stalling-proxy.js';
import { TestApp } from './test-app.js';

/** Several instances of the application on one database. The first instance owns it. */
export async function startInstances(count: number): Promise<TestApp[]> {
  const first = await TestApp.start();
  const others = Array.from({ length: count - 1 }, () =>
    TestApp.start({ database: first.database }),
  );
  return [first, ...(await Promise.all(others))];
}

/** Closes all instances, also when closing one fails. */
export async function closeInstances(instances: TestApp[]): Promise<void> {
  const [first, ...others] = instances;
  const closed = await Promise.allSettled(others.map((instance) => instance.close()));
  await first?.close();
  const failed = closed.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Another instance that connects to the database through a stalling proxy. */
export async function startBehindProxy(
  first: TestApp,
): Promise<{ instance: TestApp; proxy: StallingProxy }> {
  const proxy = await StallingProxy.start(first.database.url);
  const instance = await TestApp.start({ database: first.database, databaseUrl: proxy.url });
  return { instance, proxy };
}
