import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TAGS } from '../../src/api/openapi/tags.js';
import { openPage, startBrowser } from '../support/browser.js';
import type { WatchedPage } from '../support/browser.js';
import { eventually, newDataDir, ServiceProcess } from '../support/service-process.js';

const DESKTOP = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const UNKNOWN_TOKEN = `i5t_${'0'.repeat(42)}`;

let service: ServiceProcess;
let browser: Browser;
let session: string;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  service = await ServiceProcess.start(await newDataDir());
  session = await service.logIn();
  browser = await startBrowser();
});

afterAll(() => browser.close());

beforeEach(async () => {
  watched = await openPage(browser, DESKTOP);
  page = watched.page;
});

afterEach(async () => {
  expect([...watched.origins]).toEqual([service.api.url]);
  await page.context().close();
});

async function open(place = ''): Promise<void> {
  await page.goto(`${service.api.url}/api/docs${place}`);
  await page.locator('.opblock').first().waitFor();
}

async function paste(token: string): Promise<void> {
  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.getByLabel('auth-bearer-value').fill(token);
  await page.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
}

/** @returns the status that the page shows */
async function tryOut(operation: string): Promise<number> {
  const block = page.locator(`#operations-${operation}`);
  await block.locator('.opblock-summary-control').click();
  await block.getByRole('button', { name: 'Try it out' }).click();
  await block.getByRole('button', { name: 'Execute' }).click();
  const status = block.locator('.live-responses-table tbody .response-col_status').first();
  return Number(await status.textContent());
}

/** Waits until the page has scrolled there. */
async function isInView(selector: string): Promise<void> {
  const top = () =>
    page.locator(selector).evaluate((element) => element.getBoundingClientRect().top as number);
  await eventually(async () => {
    const place = await top();
    return place >= 0 && place < DESKTOP.viewport.height;
  });
}

function answer(): Promise<string> {
  return page.locator('.live-responses-table .highlight-code code').first().innerText();
}

function tags(): Promise<string[]> {
  return page.locator('.opblock-tag').evaluateAll((all) => all.map((tag) => tag.dataset.tag ?? ''));
}

describe('the documentation page in a browser', () => {
  it('shows all tags in order, on one page from one origin, without console errors', async () => {
    await open();
    expect(await page.title()).toBe('Assistant tokens API');
    expect(await tags()).toEqual(Object.keys(TAGS));
    expect(await page.locator('nav li').allInnerTexts()).toEqual(Object.keys(TAGS));
    expect(watched.complaints).toEqual([]);
  });

  it('sends a request with a pasted token', async () => {
    await open();
    await paste(session);
    expect(await tryOut('auth-getSession')).toBe(200);
    expect(JSON.parse(await answer())).toMatchObject({ username: 'admin', type: 'session' });
    expect(watched.complaints).toEqual([]);
  });

  it('shows the refusal of an invalid token', async () => {
    await open();
    await paste(UNKNOWN_TOKEN);
    expect(await tryOut('auth-getSession')).toBe(401);
    expect(JSON.parse(await answer())).toMatchObject({ code: 'invalid_token' });
  });

  it('sends only the pasted token, even if there is a session cookie', async () => {
    await page
      .context()
      .addCookies([{ name: 'assistant-tokens', value: session, url: service.api.url }]);
    await open();
    await paste(session);
    expect(await tryOut('auth-getSession')).toBe(200);
  });

  it('uses the session cookie if no token was pasted', async () => {
    await page
      .context()
      .addCookies([{ name: 'assistant-tokens', value: session, url: service.api.url }]);
    await open();
    expect(await tryOut('auth-getSession')).toBe(200);
  });

  it('forgets the token after a reload', async () => {
    await open();
    await paste(session);
    await open();
    expect(await tryOut('auth-getSession')).toBe(401);
    const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);
    expect(await page.evaluate(stored)).not.toContain('i5s_');
  });

  it('filters operations by words in their path or summary, and keeps the filter', async () => {
    const shown = () =>
      page
        .locator('.opblock-summary-path')
        .evaluateAll((all) => all.map((path) => path.dataset.path));
    await open();
    await page.getByLabel('Filter operations').fill('a token ROTATE');
    expect(await shown()).toEqual(['/api/tokens/{id}/_rotate']);
    await open();
    expect(await shown()).toEqual(['/api/tokens/{id}/_rotate']);
  });

  it('opens the operation of a link', async () => {
    await open('#/tokens/rotateToken');
    await page.locator('#operations-tokens-rotateToken .opblock-body').waitFor();
    await isInView('#operations-tokens-rotateToken .opblock-summary');
    expect(watched.complaints).toEqual([]);
  });

  it('scrolls to the selected tag', async () => {
    await open();
    await page.locator('nav').getByRole('link', { name: 'webhooks' }).click();
    await isInView('#operations-tag-webhooks');
    expect(new URL(page.url()).hash).toBe('#/webhooks');
  });

  it.each([
    ['a desktop', 'api-docs', DESKTOP],
    ['a phone', 'api-docs-phone', PHONE],
  ])('fits the screen of %s', async (_name, picture, options) => {
    await page.context().close();
    watched = await openPage(browser, options);
    page = watched.page;
    await open();
    await page.screenshot({ path: `reports/${picture}.png` });
    await page.locator('#operations-tokens-createToken .opblock-summary-control').click();
    await page.locator('#operations-tokens-createToken .responses-table').waitFor();
    const width = await page.locator('html').evaluate((html) => html.scrollWidth);
    expect(width).toBeLessThanOrEqual(options.viewport.width);
  });
});
