import { compareSearch, endpointSearch, eventsSearch, listOf, monitorSearch, runSearch, runsSearch, sortOf, sortText } from './search';

test('a runs table comes back from its address as it was', () => {
  const search = { filter: "metrics.auc > 0.7 AND params.max_depth = '6'", sort: '-metrics.auc', cols: 'metrics.auc,params.eta', sel: 'a1,b2' };
  expect(runsSearch(search)).toEqual(search);
  expect(listOf(search.sel)).toEqual(['a1', 'b2']);
});

test('sorting is one word in the address', () => {
  expect(sortOf('-metrics.auc')).toEqual({ id: 'metrics.auc', desc: true });
  expect(sortOf('start_time')).toEqual({ id: 'start_time', desc: false });
  expect(sortText(sortOf('-metrics.val/auc'))).toBe('-metrics.val/auc');
  expect(sortText(undefined)).toBeUndefined();
});

test('odd values fall back and never break a page', () => {
  expect(runSearch({ smooth: 7, log: 'no', axis: 'sideways', tab: {} })).toEqual({});
  expect(runSearch({ smooth: '0.9', log: 'true', axis: 'time' })).toEqual({ smooth: 0.9, log: true, axis: 'time' });
  expect(endpointSearch({ minutes: 'abc' })).toEqual({});
  expect(monitorSearch({ feature: 'temp', window: '1372636800000' })).toEqual({ feature: 'temp', window: 1372636800000 });
  expect(eventsSearch({ kind: '', actor: 42, from: null })).toEqual({ actor: '42' });
});

test('runs to compare are named once each', () => {
  expect(compareSearch({ runs: ['a', 'b', 'a', ''] })).toEqual({ runs: 'a,b' });
});
