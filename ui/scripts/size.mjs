// Fails the build when the JavaScript of the first route is larger than its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 300;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

/** The chunk and all that it imports at once. */
function closure(key, seen = new Set()) {
  const chunk = manifest[key];
  if (!chunk || seen.has(key)) return seen;
  seen.add(key);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

const gzipKb = (file) => gzipSync(readFileSync(new URL(file, dist))).length / 1000;
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const overview = Object.keys(manifest).find((key) => key.endsWith('pages/overview/OverviewPage.tsx'));
if (!entry || !overview) throw new Error('the build has no entry or no overview page; is dist/ complete?');

const first = new Set([...closure(entry), ...closure(overview)]);
const js = [...first].reduce((sum, key) => sum + gzipKb(manifest[key].file), 0);
const styles = new Set([...first].flatMap((key) => manifest[key].css ?? []));
const css = [...styles].reduce((sum, file) => sum + gzipKb(file), 0);
const line = `first route: ${js.toFixed(1)} kB JavaScript, ${css.toFixed(1)} kB CSS (gzip), budget ${BUDGET_KB} kB`;
if (js > BUDGET_KB) {
  console.error(`${line}: over budget`);
  process.exit(1);
}
console.log(line);
