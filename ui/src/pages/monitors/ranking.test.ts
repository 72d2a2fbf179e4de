import { heatStep, rank, ranked } from './ranking';

const cells = (psis: number[]) => psis.map((psi, i) => ({ window_start: i, psi }));

test('what matters most comes first: importance times recent drift', () => {
  const features = [
    { name: 'loud but useless', importance: 0.01, cells: cells([0.9]) },
    { name: 'calm', importance: 0.9, cells: cells([0.001]) },
    { name: 'matters', importance: 0.3, cells: cells([0.4]) },
  ];
  expect(ranked(features).map((feature) => feature.name)).toEqual(['matters', 'loud but useless', 'calm']);
});

test('only the newest windows count, and no cells mean no drift', () => {
  expect(rank({ name: 'a', importance: 1, cells: cells([5, 0.1, 0.2, 0.1]) })).toBeCloseTo(0.2);
  expect(rank({ name: 'b', importance: 1 })).toBe(0);
});

test('steps of the colour scale', () => {
  expect([null, 0, 0.05, 0.12, 0.3, 2].map(heatStep)).toEqual([-1, 0, 1, 2, 4, 5]);
});
