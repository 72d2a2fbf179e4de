import { endpointCurves } from './series';

const point = (time: number, requests: number) => ({ time, requests, failures: 0, p50_micros: 200, p95_micros: 500, p99_micros: 0, live_version: 1 });

test('rates are by the second and latencies in milliseconds', () => {
  const curves = endpointCurves([point(2000, 30), point(0, 10), point(4000, 20)]);
  expect(curves.x).toEqual([0, 2000, 4000]);
  expect(curves.rate).toEqual([5, 15, 10]);
  expect(curves.p95).toEqual([0.5, 0.5, 0.5]);
  expect(curves.p99).toEqual([null, null, null]);
});

test('missing reports make a gap', () => {
  const curves = endpointCurves([point(0, 1), point(1000, 1), point(2000, 1), point(9000, 1)]);
  expect(curves.x).toEqual([0, 1000, 2000, 3000, 9000]);
  expect(curves.rate).toEqual([1, 1, 1, null, 1]);
});
