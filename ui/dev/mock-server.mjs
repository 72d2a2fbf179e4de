// A stand-in for the control plane, for work on the pages: seeded data, no state on disk.
// Usage: node dev/mock-server.mjs [--port 5050] [--runs 100000]   (--runs 0 is an empty server)
// Serves dist/ at / when it has been built.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWorld } from './mock-world.mjs';

const options = Object.fromEntries(
  process.argv.slice(2).flatMap((word, i, all) => (word.startsWith('--') ? [[word.slice(2), all[i + 1]]] : [])),
);
const port = Number(options.port ?? 5050);
const world = makeWorld(Number(options.runs ?? 10));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const streams = new Set();

class Refused extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
const missing = (what) => new Refused(404, 'NOT_FOUND', `There is no ${what}.`);
const find = (value, what) => {
  if (!value) throw missing(what);
  return value;
};

const routes = [];
const on = (method, path, answer) => {
  const names = [...path.matchAll(/\{(\w+)(\.\.\.)?\}/g)].map((hit) => hit[1]);
  const pattern = new RegExp(`^${path.replace(/\{\w+\.\.\.\}/g, '(.*)').replace(/\{\w+\}/g, '([^/]+)')}$`);
  routes.push({ method, names, pattern, answer });
};

function publish(kind, subject, data, actor = 'ann') {
  const event = world.addEvent(kind, subject, data, actor);
  for (const response of streams) response.write(`id: ${event.sequence}\nevent: ${kind}\ndata: ${JSON.stringify(event)}\n\n`);
  return event;
}

// MLflow's API
const ML = '/api/2.0/mlflow';
on('POST', `${ML}/experiments/search`, () => ({ experiments: world.experiments }));
on('GET', `${ML}/experiments/get`, (q) => ({
  experiment: find(world.experiments.find((e) => e.experiment_id === q.experiment_id), `experiment ${q.experiment_id}`),
}));
on('POST', `${ML}/runs/search`, (q, body) => {
  const found = world.searchRuns(body);
  if (found.problem) throw new Refused(400, 'INVALID_PARAMETER_VALUE', found.problem);
  return found;
});
on('GET', `${ML}/runs/get`, (q) => ({ run: find(world.run(q.run_id), `run ${q.run_id}`) }));
on('GET', '/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval', (q) => ({ metrics: world.curve(q.run_ids, q.metric_key) }));
on('GET', `${ML}/artifacts/list`, (q) => ({ root_uri: `mlflow-artifacts:/1/${q.run_id}/artifacts`, files: world.artifacts(q.path ?? '') }));
on('GET', '/get-artifact', (q) => ({ raw: find(world.artifact(q.path), `file ${q.path}`) }));
on('GET', `${ML}/registered-models/search`, () => ({ registered_models: world.models }));
on('GET', `${ML}/registered-models/get`, (q) => ({
  registered_model: find(world.models.find((m) => m.name === q.name), `model ${q.name}`),
}));
on('GET', `${ML}/model-versions/search`, (q) => ({ model_versions: world.searchVersions(q.filter ?? '') }));

// Slipway's API
const API = '/api/slipway/v1';
on('GET', `${API}/datasets`, () => ({ datasets: world.datasets }));
on('GET', `${API}/datasets/{name}/versions`, (q, b, p) => ({ versions: find(world.datasetVersions[p.name], `dataset ${p.name}`) }));
on('GET', `${API}/models/{model}/aliases/{alias}/history`, (q, b, p) => ({ changes: world.aliasHistory(p.model, p.alias) }));
on('POST', `${API}/models/{model}/aliases/{alias}`, (q, body, p) => {
  const change = world.moveAlias(p.model, p.alias, body.version, body.reason);
  publish('model.alias_moved', `models/${p.model}`, { model: p.model, alias: p.alias, ...change });
  return change;
});
on('POST', `${API}/models/{model}/aliases/{alias}/rollback`, (q, body, p) => {
  const change = world.rollback(p.model, p.alias, body.reason);
  if (!change) throw new Refused(409, 'CONFLICT', `Alias ${p.alias} of ${p.model} has named no other version before.`);
  publish('model.alias_moved', `models/${p.model}`, { model: p.model, alias: p.alias, ...change });
  return change;
});
on('GET', `${API}/models/{model}/comparisons`, () => ({ comparisons: world.comparisons }));
on('GET', `${API}/models/{model}/versions/{version}/files/{path...}`, (q, b, p) => find(world.modelFiles[p.path], `file ${p.path}`));
on('GET', `${API}/pipelines`, () => ({ pipelines: world.pipelines }));
on('GET', `${API}/pipelines/{name}`, (q, b, p) => find(world.pipelines.find((x) => x.name === p.name), `pipeline ${p.name}`));
on('GET', `${API}/pipelines/{name}/runs`, (q, b, p) => ({ runs: world.pipelineRuns.filter((x) => x.pipeline === p.name) }));
on('POST', `${API}/pipelines/{name}/runs`, (q, body, p) => {
  const run = world.startPipeline(p.name, body.reason);
  publish('pipeline.run_started', `pipelines/${p.name}`, { id: run.id, reason: body.reason });
  return run;
});
on('GET', `${API}/pipeline-runs/{id}`, (q, b, p) => find(world.pipelineRuns.find((x) => x.id === p.id), `pipeline run ${p.id}`));
on('GET', `${API}/pipeline-runs/{id}/log`, (q, b, p) => ({ raw: { type: 'text/plain', body: world.log(p.id, q.stage).slice(Number(q.offset ?? 0)) } }));
on('POST', `${API}/pipeline-runs/{id}/cancel`, (q, b, p) => find(world.cancel(p.id), `pipeline run ${p.id}`));
on('GET', `${API}/endpoints`, () => ({ endpoints: world.endpoints(Date.now()) }));
on('GET', `${API}/endpoints/{model}`, (q, b, p) => find(world.endpoint(p.model, Number(q.minutes ?? 15), Date.now()), `endpoint ${p.model}`));
on('GET', `${API}/monitors`, () => ({
  monitors: world.monitors.map(({ name, model, definition, windows, alerts }) => ({ name, model, definition, latest: windows.at(-1), alerts: alerts.length })),
}));
on('GET', `${API}/monitors/{name}`, (q, b, p) => find(world.monitors.find((m) => m.name === p.name), `monitor ${p.name}`));
on('GET', `${API}/monitors/{name}/features/{feature}`, (q, b, p) => find(world.feature(p.feature, Number(q.window ?? 0)), `feature ${p.feature}`));
on('GET', `${API}/events`, (q) => world.searchEvents(q));
on('GET', `${API}/events/verify`, () => ({ intact: true, events: world.events.length, head: '9f2c4e51d0b7a683', problem: null }));
on('GET', `${API}/roles`, () => ({ roles: ['data', 'tracking', 'training', 'serving', 'monitoring', 'operations'].map((name) => ({ name, state: 'RUNNING', summary: `what ${name} does` })) }));
on('GET', `${API}/config`, () => ({ settings: [{ key: 'home', value: '/home/ann/.slipway', source: 'default' }, { key: 'port', value: '5000', source: '--port' }, { key: 'admin.password', value: '<hidden>', source: 'SLIPWAY_ADMIN_PASSWORD' }, { key: 'tls.keystore', value: null, source: 'not set' }] }));
on('GET', '/version', () => ({ raw: { type: 'text/plain', body: '3.6.0' } }));
on('GET', '/readyz', () => ({ raw: { type: 'text/plain', body: 'ok database\nok blobs\nok events\n' } }));

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };

function serveFile(path, response) {
  const wanted = join(dist, normalize(path));
  const file = path !== '/' && wanted.startsWith(dist) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(dist, 'index.html');
  if (!existsSync(file)) {
    response.writeHead(404).end('Run npm run build first.');
    return;
  }
  response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' });
  createReadStream(file).pipe(response);
}

function stream(request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': live\n\n');
  streams.add(response);
  request.on('close', () => streams.delete(response));
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return parts.length > 0 ? JSON.parse(Buffer.concat(parts).toString()) : {};
}

async function answer(request, response) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === `${API}/events/stream`) return stream(request, response);
  const query = Object.fromEntries(url.searchParams);
  for (const route of routes) {
    const hit = route.method === request.method && route.pattern.exec(url.pathname);
    if (!hit) continue;
    const path = Object.fromEntries(route.names.map((name, i) => [name, decodeURIComponent(hit[i + 1])]));
    const result = route.answer(query, await bodyOf(request), path);
    const raw = result.raw;
    response.writeHead(200, { 'Content-Type': raw?.type ?? 'application/json' });
    return response.end(raw ? raw.body : JSON.stringify(result));
  }
  if (/^\/(api|ajax-api)\//.test(url.pathname)) throw missing(`route ${request.method} ${url.pathname}`);
  return serveFile(url.pathname, response);
}

createServer((request, response) => {
  answer(request, response).catch((problem) => {
    const status = problem.status ?? 500;
    response.writeHead(status, { 'Content-Type': 'application/problem+json' });
    response.end(JSON.stringify({ status, code: problem.code ?? 'INTERNAL', detail: problem.message }));
  });
}).listen(port, '127.0.0.1', () => console.log(`mock control plane at http://127.0.0.1:${port}`));
