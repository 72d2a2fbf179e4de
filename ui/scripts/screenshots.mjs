// Looks at every page in headless Chromium: light and dark, 1440 and 800 pixels wide.
// Usage: node scripts/screenshots.mjs http://127.0.0.1:5000 FOLDER [--only word] [--fast]
// Prints, per page: overflow to the right, number of DOM nodes, console errors, the time until it was drawn.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [base, folder, ...rest] = process.argv.slice(2);
if (!base || !folder) throw new Error('usage: node scripts/screenshots.mjs URL FOLDER [--only word] [--fast]');
const only = rest.includes('--only') ? rest[rest.indexOf('--only') + 1] : undefined;
const fast = rest.includes('--fast');
const browsers = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path && existsSync(path));
mkdirSync(folder, { recursive: true });

const json = async (path, body) => {
  const response = await fetch(base + path, body ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) } : {});
  return response.ok ? response.json() : {};
};

/** Every page that this server has something for. */
async function pages() {
  const api = '/api/slipway/v1';
  const [models, endpoints, monitors, pipelines, datasets, { experiments = [] }] = await Promise.all([
    json('/api/2.0/mlflow/registered-models/search').then((answer) => answer.registered_models ?? []),
    json(`${api}/endpoints`).then((answer) => answer.endpoints ?? []),
    json(`${api}/monitors`).then((answer) => answer.monitors ?? []),
    json(`${api}/pipelines`).then((answer) => answer.pipelines ?? []),
    json(`${api}/datasets`).then((answer) => answer.datasets ?? []),
    json('/api/2.0/mlflow/experiments/search', { max_results: 100 }),
  ]);
  const ids = experiments.map((experiment) => experiment.experiment_id);
  const { runs = [] } = await json('/api/2.0/mlflow/runs/search', { experiment_ids: ids, max_results: 4 });
  const found = {
    overview: '/', datasets: '/datasets', experiments: '/experiments', models: '/models', pipelines: '/pipelines', endpoints: '/endpoints', monitors: '/monitors', events: '/events', settings: '/settings',
    compare: `/compare?runs=${runs.slice(0, 3).map((run) => run.info.run_id).join(',')}`,
  };
  const experiment = runs[0]?.info.experiment_id ?? ids[0];
  if (experiment !== undefined) found.runs = `/experiments/${experiment}`;
  if (runs.length > 1) found['runs-selected'] = `/experiments/${experiment}?sort=-start_time&sel=${runs.slice(0, 2).map((run) => run.info.run_id).join(',')}`;
  if (experiment !== undefined) found['runs-wrong-filter'] = `/experiments/${experiment}?filter=${encodeURIComponent('metrics.auc >> 3')}`;
  if (runs[0]) {
    const run = `/runs/${(runs[2] ?? runs[0]).info.run_id}`;
    Object.assign(found, { run, 'run-smooth': `${run}?smooth=0.9&axis=relative`, 'run-params': `${run}?tab=params`, 'run-artifacts': `${run}?tab=artifacts` });
  }
  if (models[0]) Object.assign(found, { model: `/models/${models[0].name}`, 'model-comparisons': `/models/${models[0].name}?tab=comparisons`, 'model-history': `/models/${models[0].name}?tab=history` });
  if (endpoints[0]) found.endpoint = `/endpoints/${endpoints[0].model}`;
  if (monitors[0]) found.monitor = `/monitors/${monitors[0].name}`;
  if (datasets[0]) found.dataset = `/datasets/${encodeURIComponent(datasets[0].name)}`;
  if (pipelines[0]) {
    found.pipeline = `/pipelines/${pipelines[0].name}`;
    const { runs: pipelineRuns = [] } = await json(`${api}/pipelines/${pipelines[0].name}/runs`);
    for (const run of pipelineRuns.slice(0, 3)) found[`pipeline-run-${run.state.toLowerCase()}`] = `/pipelines/${pipelines[0].name}/${run.id}`;
  }
  return Object.entries(found).filter(([name]) => !only || name.includes(only));
}

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
let problems = 0;
for (const colorScheme of fast ? ['light'] : ['light', 'dark']) {
  for (const width of fast ? [1440] : [1440, 800]) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    for (const [name, path] of await pages()) {
      const page = await context.newPage();
      const errors = [];
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      page.on('pageerror', (error) => errors.push(String(error)));
      const began = Date.now();
      await page.goto(base + path, { waitUntil: 'domcontentloaded' });
      await page.waitForSelector('h1', { timeout: 15_000 }).catch(() => errors.push('no heading'));
      const drawn = Date.now() - began;
      await page.waitForTimeout(900);
      const { over, nodes, tall } = await page.evaluate(() => {
        const main = document.querySelector('main');
        return { over: Math.max(document.documentElement.scrollWidth - innerWidth, (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0)), nodes: document.querySelectorAll('*').length, tall: main?.scrollHeight ?? 0 };
      });
      if (tall > 860) await page.setViewportSize({ width, height: Math.min(2600, tall + 60) });
      await page.waitForTimeout(tall > 860 ? 500 : 50);
      await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
      if (over > 0 || errors.length > 0) problems++;
      console.log(`${name.padEnd(22)} ${colorScheme} ${width}  drawn ${drawn} ms, ${nodes} nodes${over > 0 ? `, OVERFLOW ${over}` : ''}${errors.length > 0 ? `, ERRORS ${errors.join(' | ').slice(0, 300)}` : ''}`);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(problems === 0 ? 'no problems' : `${problems} pages with problems`);
