import { expect, test } from 'vitest';
import { duration, promotionText, retrainText } from './policy';

test('policies are sentences', () => {
  expect(promotionText({ alias: 'champion', challenger_alias: 'challenger', metric: 'auc', min_rows: 500 })).toBe('@challenger becomes @champion if it is better for certain by AUC on at least 500 labelled rows');
  expect(retrainText({ on: 'monitor.alert_fired', trailing_months: 0, cool_down: 'PT10S' })).toBe('When a monitor of its model fires, on all months before the window that fired, at most once in 10 seconds');
  expect(retrainText({ on: 'monitor.alert_fired', monitor: 'late', trailing_months: 3 })).toContain('the monitor late fires, on the last 3 months');
  expect([promotionText(null), retrainText(undefined)]).toEqual(['By hand', 'By hand']);
});

test('durations are words', () => {
  expect([duration('P1D'), duration('PT1H30M'), duration('P1M')]).toEqual(['1 day', '1 hour 30 minutes', '1 minute']);
});
