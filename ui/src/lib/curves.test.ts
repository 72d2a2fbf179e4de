import { align, oddPoints, smooth, xOf } from './curves';

test('smoothing keeps a constant and passes over what is not a number', () => {
  expect(smooth([2, 2, 2], 0.9).map((value) => value?.toFixed(6))).toEqual(['2.000000', '2.000000', '2.000000']);
  expect(smooth([1, Number.NaN, 1], 0.5)).toEqual([1, null, 1]);
  expect(smooth([1, Number.POSITIVE_INFINITY], 0)).toEqual([1, null]);
  expect(oddPoints([1, Number.NaN, Number.NEGATIVE_INFINITY])).toBe(2);
});

test('curves with different steps share one axis', () => {
  const joined = align([
    { x: [0, 2], y: [1, 2] },
    { x: [1, 2], y: [5, 6] },
  ]);
  expect(joined.x).toEqual([0, 1, 2]);
  expect(joined.ys).toEqual([
    [1, null, 2],
    [null, 5, 6],
  ]);
});

test('relative time starts at zero, in seconds', () => {
  expect(xOf({ steps: [0, 1], times: [5000, 7000], values: [1, 2] }, 'relative')).toEqual([0, 2]);
});
