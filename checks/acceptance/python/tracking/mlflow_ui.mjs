// Opens pages of MLflow's web UI in headless Chromium and prints what went wrong on them as JSON.
// Usage: node mlflow_ui.mjs UI_FOLDER BASE_URL SCREENSHOT_FOLDER < pages.json
//   pages: [{"name", "path", "texts": [...]}]; UI_FOLDER holds node_modules with playwright-core
//   prints [{"name", "missing", "errors", "failed", "boundaries"}]
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [ui, base, shots] = process.argv.slice(2);
const { chromium } = createRequire(`${ui}/package.json`)('playwright-core');
const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path && existsSync(path));
const PATIENCE = 8000;
const BOUNDARY = /something went wrong|an error occurred|internal server error|page not found|failed to load|can't load/i;

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
// Nothing leaves this machine, and no wizard covers the pages.
await context.route(/^https?:\/\/(?!127\.0\.0\.1)/, (route) => route.abort());
const seen = [];
for (const { name, path, texts } of JSON.parse(readFileSync(0, 'utf8'))) {
  const page = await context.newPage();
  const failed = [];
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('response', (r) => r.status() >= 400 && failed.push(`${r.status()} ${r.request().method()} ${r.url()}`));
  page.on('response', async (r) => {
    if (r.url().endsWith('/graphql')) {
      const answer = await r.json().catch(() => ({}));
      if (answer.errors) failed.push(`graphql ${JSON.stringify(answer.errors)}`);
    }
  });
  await page.goto(base + path, { waitUntil: 'domcontentloaded' });
  const missing = [];
  for (const text of texts) {
    await page.getByText(text, { exact: false }).first().waitFor({ timeout: PATIENCE }).catch(() => missing.push(text));
  }
  await page.waitForLoadState('networkidle', { timeout: PATIENCE }).catch(() => {});
  const shown = await page.locator('body').innerText();
  await page.screenshot({ path: `${shots}/${name}.png` });
  seen.push({ name, missing, errors, failed, boundaries: shown.split('\n').filter((line) => BOUNDARY.test(line)) });
  await page.close();
}
await browser.close();
console.log(JSON.stringify(seen, null, 1));
