// The data of the mock server: the flights example, made from a seed.

/** Mulberry32: a small seeded generator of numbers in [0, 1). */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const hex = (random, length) => Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
const MODEL = 'flights-late';
const DAY = 86_400_000;
const FEATURES = [
  ['carrier', 'category', 0.094], ['dest', 'category', 0.071], ['origin', 'category', 0.032], ['sched_dep_hour', 'number', 0.188],
  ['distance', 'number', 0.046], ['weekday', 'number', 0.052], ['temp', 'number', 0.083], ['dewp', 'number', 0.067],
  ['humid', 'number', 0.096], ['wind_dir', 'number', 0.041], ['wind_speed', 'number', 0.049], ['precip', 'number', 0.078],
  ['pressure', 'number', 0.071], ['visib', 'number', 0.032],
];
const CARRIERS = ['9E', 'AA', 'AS', 'B6', 'DL', 'EV', 'F9', 'FL', 'HA', 'MQ', 'OO', 'UA', 'US', 'VX', 'WN', 'YV'];
const normal = (x) => Math.exp((-x * x) / 2);

export function makeWorld(runCount) {
  const empty = runCount === 0;
  const now = Date.now();
  const random = generator(7);
  const world = { comparisons: [], monitors: [], pipelines: [], pipelineRuns: [], datasets: [], datasetVersions: {}, models: [] };
  world.experiments = [
    { experiment_id: '0', name: 'Default', creation_time: now - 40 * DAY, last_update_time: now - 40 * DAY, lifecycle_stage: 'active' },
    ...(empty ? [] : [
      { experiment_id: '1', name: MODEL, creation_time: now - 9 * DAY, last_update_time: now - 120_000, lifecycle_stage: 'active' },
      { experiment_id: '2', name: 'taxi-tips/gradient-boosting with a long name that has to be cut somewhere', creation_time: now - 30 * DAY, last_update_time: now - 3 * DAY, lifecycle_stage: 'active' },
    ]),
  ];
  addRuns(world, runCount, now);
  addRegistry(world, empty, now, random);
  addData(world, empty, now, random);
  addPipelines(world, empty, now, random);
  addEndpoints(world, empty);
  addMonitors(world, empty, now, random);
  addEvents(world, empty, now, random);
  return world;
}

function addRuns(world, count, now) {
  const ADJECTIVES = ['calm', 'brisk', 'amber', 'steady', 'keen', 'low', 'silent', 'windy', 'tidal', 'northern'];
  const NOUNS = ['gull', 'keel', 'harbour', 'anchor', 'mast', 'buoy', 'sail', 'current', 'pier', 'lighthouse'];
  const runs = Array.from({ length: count }, (_, i) => {
    const r = generator(i + 1);
    const start = now - 60_000 - i * 83_000;
    const status = i === 1 ? 'RUNNING' : r() < 0.04 ? 'FAILED' : r() < 0.01 ? 'KILLED' : 'FINISHED';
    const depth = 3 + Math.floor(r() * 8);
    const eta = [0.03, 0.05, 0.1, 0.2, 0.3][Math.floor(r() * 5)];
    const auc = 0.66 + 0.09 * r() - 0.004 * Math.abs(depth - 6);
    const broken = r() < 0.01;
    return {
      info: {
        run_id: hex(r, 32), run_name: `${ADJECTIVES[i % 10]}-${NOUNS[Math.floor(i / 10) % 10]}-${i}`, experiment_id: '1', user_id: ['ann', 'bo', 'chandra', 'ci'][Math.floor(r() * 4)],
        status, start_time: start, ...(status === 'RUNNING' ? {} : { end_time: start + 4000 + Math.floor(r() * 90_000) }),
        artifact_uri: 'mlflow-artifacts:/1/x/artifacts', lifecycle_stage: 'active',
      },
      data: {
        metrics: status === 'FAILED' ? [] : [
          { key: 'auc', value: broken ? 'NaN' : auc }, { key: 'logloss', value: 0.62 - auc / 3 }, { key: 'train_auc', value: auc + 0.05 * r() },
          { key: 'train_logloss', value: 0.55 - auc / 3 }, { key: 'rows', value: 81_320 }, { key: 'train_seconds', value: 2 + r() * 20 },
        ].map((m) => ({ ...m, timestamp: start + 4000, step: 199 })),
        params: [['max_depth', depth], ['eta', eta], ['rounds', 200], ['subsample', (0.6 + 0.1 * Math.floor(r() * 5)).toFixed(1)], ['months', '2013-01..2013-03'], ['objective', 'binary:logistic']].map(([key, value]) => ({ key, value: String(value) })),
        tags: [['mlflow.user', 'ann'], ['mlflow.source.name', 'slipway train'], ['mlflow.source.git.commit', hex(r, 40)], ['mlflow.runName', `run-${i}`], ['team', ['ops', 'research'][i % 2]]].map(([key, value]) => ({ key, value })),
      },
      inputs: { dataset_inputs: [{ dataset: { name: 'flights/train', digest: hex(r, 32), source_type: 'dvc' }, tags: [{ key: 'mlflow.data.context', value: 'training' }] }] },
    };
  });
  const byId = new Map(runs.map((run) => [run.info.run_id, run]));
  world.runs = runs;
  world.run = (id) => byId.get(id);
  world.searchRuns = (body) => search(runs, body);
  world.curve = (id, key) => {
    const run = byId.get(id);
    if (!run) return [];
    const r = generator(parseInt(id.slice(0, 8), 16) + key.length);
    const falls = key.includes('logloss');
    const end = Number(run.data.metrics.find((m) => m.key === key)?.value ?? 0.7);
    if (!/auc|logloss/.test(key)) return [{ key, value: end, timestamp: run.info.start_time + 4000, step: 0 }];
    return Array.from({ length: 200 }, (_, step) => ({
      key, run_id: id, step, timestamp: run.info.start_time + step * 60,
      value: key === 'auc' && step === 60 && r() < 0.5 ? 'NaN' : (falls ? end + 0.25 * Math.exp(-step / 30) : end - 0.18 * Math.exp(-step / 25)) + (r() - 0.5) * 0.008,
    }));
  };
  world.artifacts = (path) => (path === ''
    ? [{ path: 'model', is_dir: true }, { path: 'plots', is_dir: true }, { path: 'metrics.json', is_dir: false, file_size: 214 }, { path: 'train.log', is_dir: false, file_size: 5120 }]
    : path === 'model' ? [{ path: 'model/MLmodel', is_dir: false, file_size: 912 }, { path: 'model/model.json', is_dir: false, file_size: 1_843_200 }, { path: 'model/features.json', is_dir: false, file_size: 1204 }]
    : path === 'plots' ? [{ path: 'plots/roc.svg', is_dir: false, file_size: 2210 }] : []);
  world.artifact = (path) => ({
    'metrics.json': { type: 'application/json', body: '{"auc":0.7213,"logloss":0.4132,"rows":81320,"by_month":{"2013-01":0.741,"2013-02":0.728,"2013-03":0.717}}' },
    'train.log': { type: 'text/plain', body: Array.from({ length: 40 }, (_, i) => `[${i * 5}]\ttrain-auc:${(0.6 + i / 300).toFixed(5)}\teval-auc:${(0.6 + i / 340).toFixed(5)}`).join('\n') },
    'model/MLmodel': { type: 'text/plain', body: 'flavors:\n  xgboost:\n    data: model.json\n  python_function:\n    loader_module: slipway_features\nmodel_id: m-1c6d\n' },
    'model/features.json': { type: 'application/json', body: '{"features":[{"name":"carrier","type":"category"}],"label":"late"}' },
    'plots/roc.svg': { type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 160"><rect width="200" height="160" fill="#fff"/><path d="M20 140 C40 60 90 30 180 20" fill="none" stroke="#1f5f8b" stroke-width="3"/><path d="M20 140 L180 20" stroke="#999" stroke-dasharray="4"/></svg>' },
  })[path];
}

/** The last result, so that the following pages of a search need no other sort. */
let kept = { key: '', runs: [] };

function search(runs, body) {
  const filter = String(body.filter ?? '').trim();
  const tests = [];
  for (const part of filter === '' ? [] : filter.split(/\s+and\s+/i)) {
    const hit = /^(?:(\w+)\.)?[`"]?([\w./]+)[`"]?\s*(!=|>=|<=|=|>|<|i?like)\s*'?([^']*)'?$/i.exec(part);
    if (!hit) return { problem: `Invalid clause "${part}" in filter string.` };
    tests.push(hit.slice(1));
  }
  const value = (run, group, key) =>
    /^metric/.test(group ?? '') ? Number(run.data.metrics.find((m) => m.key === key)?.value ?? NaN)
    : /^param/.test(group ?? '') ? run.data.params.find((p) => p.key === key)?.value
    : /^tag/.test(group ?? '') ? run.data.tags.find((t) => t.key === key)?.value : run.info[key];
  const holds = (run) => tests.every(([group, key, operator, wanted]) => {
    const have = value(run, group, key);
    const want = typeof have === 'number' ? Number(wanted) : wanted;
    switch (operator.toLowerCase()) {
      case '=': return have === want;
      case '!=': return have !== want;
      case '>': return have > want;
      case '<': return have < want;
      case '>=': return have >= want;
      case '<=': return have <= want;
      default: return String(have ?? '').toLowerCase().includes(want.replaceAll('%', '').toLowerCase());
    }
  });
  const key = JSON.stringify([runs.length, body.experiment_ids, filter, body.order_by]);
  if (kept.key !== key) kept = { key, runs: sorted(body.experiment_ids?.includes('1') ? runs.filter(holds) : []) };
  return page(kept.runs, body);

  function sorted(found) {
    const order = /^(?:(\w+)\.)?[`"]?([^`" ]+)[`"]?(?:\s+(asc|desc))?$/i.exec(body.order_by?.[0] ?? '');
    if (!order) return found;
    const sign = /desc/i.test(order[3] ?? '') ? -1 : 1;
    const keyed = found.map((run) => {
      const have = value(run, order[1], order[2]);
      return [have === undefined || Number.isNaN(have) ? null : have, run];
    });
    keyed.sort(([x], [y]) => {
      if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
      return x < y ? -sign : x > y ? sign : 0;
    });
    return keyed.map(([, run]) => run);
  }
}

function page(found, body) {
  const from = Number(body.page_token ?? 0);
  const runs = found.slice(from, from + (body.max_results ?? 1000));
  return { runs, ...(from + runs.length < found.length ? { next_page_token: String(from + runs.length) } : {}) };
}

function addRegistry(world, empty, now, random) {
  const versions = empty ? [] : [1, 2, 3, 4].map((v) => ({
    name: MODEL, version: String(v), creation_timestamp: now - (5 - v) * 1.7 * DAY, current_stage: 'None', source: `models:/m-${hex(random, 32)}`,
    run_id: world.runs[Math.min(v, world.runs.length - 1)].info.run_id, status: 'READY', description: v === 1 ? 'January to March' : 'all months so far',
    tags: [{ key: 'months', value: `2013-01..2013-0${2 + v}` }], aliases: [],
  }));
  world.moves = empty ? [] : [
    { alias: 'champion', time: now - 6 * DAY, version: 1, previous_version: null, actor: 'ann', reason: 'first model' },
    { alias: 'champion', time: now - 2 * DAY, version: 3, previous_version: 1, actor: 'training', reason: 'AUC +0.038 on 2013-07, interval +0.031 to +0.045' },
    { alias: 'challenger', time: now - 0.4 * DAY, version: 4, previous_version: 2, actor: 'training', reason: 'new version after alert on 2013-10' },
  ];
  const current = (alias) => world.moves.filter((m) => m.alias === alias).at(-1)?.version;
  const refresh = () => {
    for (const v of versions) v.aliases = ['champion', 'challenger'].filter((alias) => String(current(alias)) === v.version);
    world.models = empty ? [] : [{
      name: MODEL, creation_timestamp: now - 8 * DAY, last_updated_timestamp: now - 0.4 * DAY, description: 'Will a flight from New York arrive more than 15 minutes late?',
      latest_versions: [versions.at(-1)], aliases: ['champion', 'challenger'].filter((a) => current(a)).map((alias) => ({ alias, version: String(current(alias)) })), tags: [],
    }];
  };
  refresh();
  world.searchVersions = (filter) => {
    const run = /run_id\s*=\s*'([^']*)'/.exec(filter)?.[1];
    return versions.filter((v) => !run || v.run_id === run);
  };
  world.aliasHistory = (model, alias) => world.moves.filter((m) => m.alias === alias).toReversed();
  world.moveAlias = (model, alias, version, reason) => {
    const change = { alias, time: Date.now(), version, previous_version: current(alias) ?? null, actor: 'you', reason };
    world.moves.push(change);
    refresh();
    return change;
  };
  world.rollback = (model, alias, reason) => {
    const before = world.moves.filter((m) => m.alias === alias).at(-1)?.previous_version;
    return before ? world.moveAlias(model, alias, before, reason) : null;
  };
  if (!empty) {
    world.comparisons = [
      { time: now - 0.4 * DAY, champion_version: 3, challenger_version: 4, champion_auc: 0.7012, challenger_auc: 0.7031, difference: 0.0019, ci_low: -0.0024, ci_high: 0.0061, rows: 28_889, window: '2013-10', promoted: false, reason: 'the interval holds zero' },
      { time: now - 2 * DAY, champion_version: 1, challenger_version: 3, champion_auc: 0.7123, challenger_auc: 0.7504, difference: 0.0381, ci_low: 0.0312, ci_high: 0.0451, rows: 29_425, window: '2013-07', promoted: true, reason: 'lower bound above zero' },
      { time: now - 3 * DAY, champion_version: 1, challenger_version: 2, champion_auc: 0.7204, challenger_auc: 0.7093, difference: -0.0111, ci_low: -0.0182, ci_high: -0.0039, rows: 28_796, window: '2013-05', promoted: false, reason: 'worse than the champion' },
    ];
  }
  world.modelFiles = {
    'features.json': { features: FEATURES.map(([name, type]) => ({ name, type, ...(type === 'category' ? { categories: name === 'origin' ? ['EWR', 'JFK', 'LGA'] : name === 'carrier' ? CARRIERS : ['ATL', 'BOS', 'LAX', 'ORD', 'SFO'] } : {}) })), label: 'late' },
    'input_example.json': { dataframe_split: { columns: FEATURES.map(([name]) => name), data: [['UA', 'ORD', 'EWR', 17, 719, 5, 71.6, 60.1, 66.9, 240, 11.5, 0, 1012.4, 10]] } },
  };
}

function addData(world, empty, now, random) {
  if (empty) return;
  const columns = [['year', 'int64', 2013, 2013, 2013, 1], ['month', 'int64', 1, 3, 2.01, 3], ['day', 'int64', 1, 31, 15.6, 31], ['sched_dep_time', 'int64', 500, 2359, 1342.1, 941], ['arr_delay', 'double', -70, 1272, 5.87, 412], ['carrier', 'string', '9E', 'YV', null, 16], ['origin', 'string', 'EWR', 'LGA', null, 3], ['dest', 'string', 'ALB', 'XNA', null, 99], ['distance', 'double', 80, 4983, 1007.2, 206], ['temp', 'double', 10.94, 82.04, 38.2, 88], ['humid', 'double', 12.74, 100, 58.9, 1830]];
  const version = (i) => ({
    digest: `md5:${hex(random, 32)}`, version: i, size: 6_120_000 + i * 2_311_000, files: 2 + i, rows: 54_000 + i * 27_320, path: 'data/flights', source: 'dvc', created: now - (8 - i) * DAY,
    schema: columns.map(([name, type]) => ({ name, type })),
    profile: { columns: columns.map(([name, type, min, max, mean, distinct]) => ({ name, type, missing: name === 'arr_delay' ? 0.028 : name === 'humid' ? 0.004 : 0, min, max, mean, distinct })) },
  });
  world.datasetVersions.flights = [5, 4, 3, 2, 1].map(version);
  world.datasetVersions['weather-hours'] = [1].map(version);
  world.datasets = Object.entries(world.datasetVersions).map(([name, list]) => ({ name, versions: list.length, latest: list[0], updated: list[0].created }));
}

function addPipelines(world, empty, now, random) {
  if (empty) return;
  const stage = (name, state, started, finished, extra = {}) => ({ name, state, started, finished, deps: [{ path: 'params.yaml' }, { path: 'data/flights', md5: hex(random, 32) }], outs: [{ path: `build/${name}`, md5: hex(random, 32) }], ...extra });
  const run = (id, state, ago, reason, stages) => ({ id, pipeline: MODEL, state, reason, params: { 'train.rounds': 200, months: '2013-01..2013-09' }, started: now - ago, finished: state === 'RUNNING' ? null : now - ago + 34_000, actor: reason.startsWith('alert') ? 'monitoring' : 'ann', run_id: world.runs[0].info.run_id, model: MODEL, model_version: state === 'SUCCEEDED' ? 4 : null, stages });
  const t = now - 20_000;
  world.pipelineRuns = [
    run(`pr-${hex(random, 12)}`, 'RUNNING', 20_000, 'alert: PSI of humid 0.31 on 2013-10', [stage('prepare', 'CACHED', t, t + 40), stage('train', 'RUNNING', t + 60, null), stage('evaluate', 'QUEUED', null, null)]),
    run(`pr-${hex(random, 12)}`, 'SUCCEEDED', 0.4 * DAY, 'alert: AUC 0.651 below 0.68 on 2013-10', [stage('prepare', 'SUCCEEDED', now - 0.4 * DAY, now - 0.4 * DAY + 6400), stage('train', 'SUCCEEDED', now - 0.4 * DAY + 6500, now - 0.4 * DAY + 31_000), stage('evaluate', 'SUCCEEDED', now - 0.4 * DAY + 31_100, now - 0.4 * DAY + 34_000)]),
    run(`pr-${hex(random, 12)}`, 'FAILED', 1.1 * DAY, 'try deeper trees', [stage('prepare', 'CACHED', now - 1.1 * DAY, now - 1.1 * DAY + 30), stage('train', 'FAILED', now - 1.1 * DAY + 60, now - 1.1 * DAY + 900, { problem: 'exit status 1: max_depth must be between 1 and 16' }), stage('evaluate', 'CANCELLED', null, null)]),
  ];
  world.pipelines = [{ name: MODEL, project: 'examples/flights', model: MODEL, promotion: { metric: 'auc', confidence: 0.95 }, retrain: { on: 'monitor.alert_fired' }, last_run: world.pipelineRuns[0] }];
  const began = Date.now();
  world.log = (id, name) => {
    const it = world.pipelineRuns.find((x) => x.id === id);
    const at = it?.stages.find((s) => s.name === name);
    if (!at || at.state === 'QUEUED') return '';
    if (at.state === 'CACHED') return 'nothing changed: outputs taken from the cache\n';
    const lines = at.state === 'RUNNING' ? Math.min(200, 12 + Math.floor((Date.now() - began) / 700)) : 200;
    const body = Array.from({ length: at.state === 'FAILED' ? 3 : lines }, (_, i) => `[${i}]  train-auc:${(0.61 + i / 1400).toFixed(5)}  eval-auc:${(0.6 + i / 1500).toFixed(5)}`);
    return `$ slipway train --rounds 200\nreading build/prepare/train.csv: 81,320 rows, 14 columns\n${body.join('\n')}\n${at.problem ? `error: ${at.problem}\n` : ''}`;
  };
  world.cancel = (id) => {
    const it = world.pipelineRuns.find((x) => x.id === id);
    if (it?.state === 'RUNNING') Object.assign(it, { state: 'CANCELLED', finished: Date.now() });
    return it;
  };
  world.startPipeline = (name, reason) => {
    const it = { ...world.pipelineRuns[0], id: `pr-${hex(random, 12)}`, state: 'RUNNING', reason, actor: 'you', started: Date.now(), finished: null };
    world.pipelineRuns.unshift(it);
    return it;
  };
}

function addEndpoints(world, empty) {
  const SWAP = 4 * 60_000;
  const began = Date.now();
  const point = (t) => {
    const r = generator(Math.floor(t / 1000));
    const wave = 1 + 0.25 * Math.sin(t / 90_000) + 0.1 * (r() - 0.5);
    const requests = Math.round(2140 * wave);
    return { time: t, requests, failures: 0, p50_micros: 180 + 40 * r(), p95_micros: 420 + 120 * r() * wave, p99_micros: 760 + 500 * r() * wave, live_version: t < began - SWAP ? 1 : 3 };
  };
  world.endpoints = (now) => (empty ? [] : [summary(now)]);
  const summary = (now) => {
    const p = point(now);
    return {
      model: MODEL, live_version: 3, rate: p.requests, failures: 0, p50_micros: Math.round(p.p50_micros), p95_micros: Math.round(p.p95_micros), p99_micros: Math.round(p.p99_micros),
      versions: [
        { version: 3, aliases: ['champion'], platform: 'xgboost', state: 'READY', problem: null, requests: p.requests },
        { version: 4, aliases: ['challenger'], platform: 'xgboost', state: 'READY', problem: null, requests: 0 },
        { version: 1, aliases: [], platform: 'xgboost', state: 'RETIRING', problem: null, requests: 0 },
      ],
      instances: [{ name: 'local', url: 'http://127.0.0.1:8000', last_seen: now, silent: false, live_version: 3 }],
    };
  };
  world.endpoint = (model, minutes, now) => {
    if (empty || model !== MODEL) return null;
    const step = Math.max(1000, Math.round((minutes * 60_000) / 900 / 1000) * 1000);
    const series = [];
    for (let t = now - minutes * 60_000; t <= now; t += step) series.push(point(t));
    return { endpoint: summary(now), series, swaps: [{ time: began - SWAP, instance: 'local', from: 1, to: 3 }].filter((s) => s.time > now - minutes * 60_000) };
  };
}

function addMonitors(world, empty, now, random) {
  if (empty) return;
  const months = [4, 5, 6, 7, 8, 9, 10, 11].map((m) => [Date.UTC(2013, m - 1, 1), Date.UTC(2013, m, 1)]);
  const aucs = [0.7214, 0.7203, 0.7301, 0.7123, 0.7391, 0.7202, 0.6512, null];
  const windows = months.map(([start, end], i) => ({
    start, end, rows: i === 7 ? 6210 : 27_000 + Math.round(random() * 2500), labelled: i === 7 ? 0 : 26_800, auc: aucs[i],
    auc_low: aucs[i] === null ? null : aucs[i] - 0.006, auc_high: aucs[i] === null ? null : aucs[i] + 0.006, drift_share: [0.07, 0.14, 0.29, 0.43, 0.36, 0.21, 0.36, 0.29][i], reference_auc: 0.741, judged: i < 7, state: i === 7 ? 'OPEN' : 'LABELLED',
  }));
  const seasonal = { temp: 0.9, dewp: 0.85, humid: 0.35, pressure: 0.3, precip: 0.2, sched_dep_hour: 0.04, wind_speed: 0.15, visib: 0.1 };
  const features = FEATURES.map(([name, , importance]) => ({
    name, importance,
    cells: windows.flatMap((w, i) => {
      if (name === 'visib' && i === 2) return [];
      const psi = Math.max(0.002, (seasonal[name] ?? 0.02) * (1 - Math.abs(i - 3.5) / 6) + (random() - 0.5) * 0.02);
      return [{ window_start: w.start, psi, ks: Math.min(0.9, psi * 0.6), missing_rate: name === 'humid' ? 0.01 : 0, drifted: psi > 0.2 }];
    }),
  }));
  const alerts = [
    { fired: now - 0.4 * DAY - 1000, rule: 'auc below 0.68', window_start: months[6][0], value: 0.6512 },
    { fired: now - 2.1 * DAY, rule: 'drift_share above 0.4', window_start: months[3][0], value: 0.43 },
  ];
  const definition = { model: MODEL, window: 'P1M', rules: [{ metric: 'auc', below: 0.68 }, { metric: 'drift_share', above: 0.4 }] };
  world.monitors = [{ name: MODEL, model: MODEL, definition, windows, features, alerts }];
  world.feature = (name, window) => {
    const feature = FEATURES.find(([n]) => n === name);
    if (!feature) return null;
    const at = months.findIndex(([start]) => start === window);
    const i = at < 0 ? 6 : at;
    const shift = (seasonal[name] ?? 0.02) * 3;
    const labels = feature[1] === 'category' ? (name === 'carrier' ? CARRIERS : name === 'origin' ? ['EWR', 'JFK', 'LGA'] : ['ATL', 'BOS', 'LAX', 'ORD', 'SFO', 'other']) : Array.from({ length: 20 }, (_, b) => `${10 + b * 4} to ${14 + b * 4}`);
    const weigh = (s) => {
      const w = labels.map((_, b) => (feature[1] === 'category' ? 1 / (1 + ((b * 7) % labels.length) + s * b * 0.05) : normal((b - 7 - s * 2) / 3)));
      const sum = w.reduce((a, b) => a + b, 0);
      return w.map((x) => x / sum);
    };
    const [reference, current] = [weigh(0), weigh(shift)];
const counts = (shares) => shares.map((share) => Math.round(share * 27_000));
    return { monitor: MODEL, feature: name, window_start: months[i][0], bins: labels, reference: counts(reference), current: counts(current) };
  };
}

function addEvents(world, empty, now, random) {
  const uuid = () => `${hex(random, 8)}-${hex(random, 4)}-7${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`;
  world.events = [];
  world.addEvent = (kind, subject, data, actor = 'ann', time = Date.now()) => {
    const event = { sequence: world.events.length + 1, id: uuid(), time, kind, subject, actor, workspace: 'default', data };
    world.events.push(event);
    return event;
  };
  world.addEvent('experiment.created', 'experiments/0', { name: 'Default' }, 'system', now - 40 * DAY);
  if (!empty) {
    const many = Math.min(world.runs.length, 400);
    for (let i = many - 1; i >= 0; i--) world.addEvent('run.finished', `runs/${world.runs[i].info.run_id}`, { experiment_id: '1', status: world.runs[i].info.status, metrics: 6 }, world.runs[i].info.user_id, now - 2.5 * DAY - i * 60_000);
    world.addEvent('dataset.version_created', 'datasets/flights', { version: 5, rows: 190_600, digest: 'md5:77aa' }, 'ann', now - 2.3 * DAY);
    world.addEvent('monitor.alert_fired', `monitors/${MODEL}`, { monitor: MODEL, rule: 'drift_share > 0.4', values: { drift_share: 0.43 } }, 'monitoring', now - 2.1 * DAY);
    world.addEvent('model.alias_moved', `models/${MODEL}`, { model: MODEL, alias: 'champion', version: 3, previous_version: 1, before: { version: 1 }, after: { version: 3 }, reason: 'AUC +0.038' }, 'training', now - 2 * DAY);
    world.addEvent('monitor.window_closed', `monitors/${MODEL}`, { monitor: MODEL, window: '2013-10', auc: 0.6512 }, 'monitoring', now - 0.42 * DAY);
    world.addEvent('monitor.alert_fired', `monitors/${MODEL}`, { monitor: MODEL, rule: 'auc < 0.68', values: { auc: 0.6512 } }, 'monitoring', now - 0.41 * DAY);
    world.addEvent('pipeline.run_started', `pipelines/${MODEL}`, { id: world.pipelineRuns[1].id, reason: 'alert' }, 'monitoring', now - 0.405 * DAY);
    world.addEvent('model.challenger_compared', `models/${MODEL}`, world.comparisons[0], 'training', now - 0.4 * DAY);
    world.addEvent('run.created', `runs/${world.runs[0].info.run_id}`, { experiment_id: '1' }, 'ann', now - 120_000);
  }
  world.searchEvents = (q) => {
    const wanted = (have, want) => !want || have === want || (want.endsWith('*') && have.startsWith(want.slice(0, -1)));
    const found = world.events.toReversed().filter((e) => wanted(e.kind, q.kind) && wanted(e.subject, q.subject) && wanted(e.actor, q.actor) && e.time >= Number(q.from ?? 0) && e.time <= Number(q.to ?? Infinity));
    const from = Number(q.page_token ?? 0);
    const limit = Number(q.limit ?? 100);
    return { events: found.slice(from, from + limit), next_page_token: from + limit < found.length ? String(from + limit) : null };
  };
}
