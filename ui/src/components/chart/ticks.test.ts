import { numberTicks, timeTicks } from './ticks';

test('numbers on one axis have the same decimals', () => {
  expect(numberTicks([0.5, 1, 1.5], 0.5)).toEqual(['0.5', '1.0', '1.5']);
  expect(numberTicks([0.65, 0.675, 0.7], 0.025)).toEqual(['0.650', '0.675', '0.700']);
  expect(numberTicks([0, 1000, null], 1000)).toEqual(['0', '1,000', '']);
});

test('times are as exact as their distance', () => {
  const noon = new Date(2013, 6, 4, 12, 30, 5).getTime() / 1000;
  expect(timeTicks([noon], 300)).toEqual(['12:30']);
  expect(timeTicks([noon], 1)).toEqual(['12:30:05']);
  expect(timeTicks([noon], 86_400)).toEqual(['07-04']);
  expect(timeTicks([noon], 31 * 86_400)).toEqual(['2013-07']);
});
