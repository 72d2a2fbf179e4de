import { checkFilter, filterKey, wordAt } from './filter';

test.each([
  '',
  'metrics.auc > 0.7',
  "params.max_depth = '6' AND metrics.auc >= .7",
  "tags.`mlflow.user` != 'ann' and status = 'FINISHED'",
  "run_name ILIKE '%late%'",
  'attributes.start_time > 1700000000000',
  "run_id IN ('a', 'b')",
  'metrics."val/auc" < 1e-3',
  'params.depth = "6"',
  'tags.team IS NOT NULL',
])('accepts %s', (text) => {
  expect(checkFilter(text)).toBeNull();
});

test.each([
  ['metrics.auc > ', 14, 'Expected a number without quotes.'],
  ["metrics.auc > '0.7'", 14, 'Expected a number without quotes.'],
  ['params.depth = 6', 15, "Expected a value in quotes, e.g. 'xgboost'."],
  ["status = 'A' OR status = 'B'", 13, 'Only AND joins comparisons.'],
  ["foo.bar = 'x'", 0, 'Unknown group “foo”: use metrics, params, tags, attributes or datasets.'],
  ["params.x = 'open", 11, 'This quote is not closed.'],
  ['metrics.auc ~ 3', 12, '“~” does not belong here.'],
  ['metrics.auc 3', 12, 'Expected a comparison: = != > >= < <= LIKE ILIKE IN.'],
])('says where %s is wrong', (text, at, message) => {
  expect(checkFilter(text)).toEqual({ at, message });
});

test('the word at the cursor', () => {
  expect(wordAt('metrics.au', 10)).toEqual({ from: 0, word: 'metrics.au' });
  expect(wordAt('a = 1 AND me', 12)).toEqual({ from: 10, word: 'me' });
});

test('keys with odd characters are quoted', () => {
  expect(filterKey('metrics', 'auc')).toBe('metrics.auc');
  expect(filterKey('metrics', 'val/auc')).toBe('metrics.`val/auc`');
});
