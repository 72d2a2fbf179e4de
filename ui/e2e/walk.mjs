// Walks through the web UI of a running server in headless Chromium and prints what it saw as JSON.
// Usage: node e2e/walk.mjs URL < plan.json
//   plan: {"pages": [{"name", "path", "title", "texts": [...]}], "alias": {"model", "alias", "version", "reason"}}
//   prints {"pages": [{"name", "theme", "title", "missing", "errors", "failed", "axe", "overflow"}], "alias": "what the page said"}
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const [base] = process.argv.slice(2);
const plan = JSON.parse(readFileSync(0, 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path && existsSync(path));
const PATIENCE = 8000;

/** A page that notes what its console and its requests complain about. */
async function watched(context) {
  const page = await context.newPage();
  const seen = { errors: [], failed: [] };
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('response', (response) => response.status() >= 400 && seen.failed.push(`${response.status()} ${response.url()}`));
  // A page that is left ends its requests; that is no failure.
  page.on('requestfailed', (request) => request.failure()?.errorText !== 'net::ERR_ABORTED' && seen.failed.push(`${request.failure()?.errorText} ${request.url()}`));
  return { page, seen };
}

async function accessible(page, theme) {
  await page.evaluate(axe);
  // A button that has just become usable passes through colours that nobody reads.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity).map((a) => a.finished)));
  // The structure is the same in both themes; colours are not.
  const options = theme === 'light' ? { resultTypes: ['violations'] } : { runOnly: ['color-contrast'], resultTypes: ['violations'] };
  const { violations } = await page.evaluate((given) => window.axe.run(document, given), options);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

async function look(page, { path, texts }, theme) {
  await page.goto(base + path, { waitUntil: 'domcontentloaded' });
  const missing = [];
  await page.locator('main h1').first().waitFor({ timeout: PATIENCE }).catch(() => missing.push('a heading'));
  for (const text of texts) {
    await page.locator('main').getByText(text).first().waitFor({ timeout: PATIENCE }).catch(() => missing.push(text));
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return { title: await page.title(), missing, overflow: Math.max(0, overflow), axe: await accessible(page, theme) };
}

async function moveAlias(page, { model, alias, version, reason }) {
  await page.goto(`${base}/models/${encodeURIComponent(model)}`, { waitUntil: 'domcontentloaded' });
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Aliases' }) });
  await panel.locator('div.row', { hasText: `@${alias}` }).getByRole('button', { name: 'Move to' }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^v${version}\\b`) }).click();
  await page.getByRole('textbox', { name: /reason/i }).fill(reason);
  await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
  const said = page.getByText(`@${alias} names v${version} now.`);
  await said.waitFor({ timeout: PATIENCE });
  return said.innerText();
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const pages = [];
let alias = null;
for (const theme of ['light', 'dark']) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: theme, reducedMotion: 'reduce' });
  for (const wanted of plan.pages) {
    const { page, seen } = await watched(context);
    pages.push({ name: wanted.name, theme, ...(await look(page, wanted, theme)), ...seen });
    await page.close();
  }
  if (theme === 'dark' && plan.alias) {
    const { page, seen } = await watched(context);
    const said = await moveAlias(page, plan.alias).catch((problem) => String(problem));
    alias = { said, ...seen };
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify({ pages, alias }, null, 1));
