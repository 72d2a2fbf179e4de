import { fieldsOf, invocation, openInference } from './signature';

const features = { features: [{ name: 'carrier', type: 'category', categories: ['AA', 'UA'] }, { name: 'distance', type: 'number' }], label: 'late' };
const example = { dataframe_split: { columns: ['carrier', 'distance'], data: [['UA', 719]] } };

test('the form takes names and types from the model and values from its example', () => {
  expect(fieldsOf(features, example)).toEqual([
    { name: 'carrier', type: 'category', categories: ['AA', 'UA'], example: 'UA' },
    { name: 'distance', type: 'number', categories: [], example: '719' },
  ]);
});

test('without an example the first category and zero stand in', () => {
  expect(fieldsOf(features, null).map((field) => field.example)).toEqual(['AA', '0']);
});

test('without features the example alone makes the form', () => {
  expect(fieldsOf(null, [{ x: 1.5, y: 'a' }])).toEqual([
    { name: 'x', type: 'number', categories: [], example: '1.5' },
    { name: 'y', type: 'category', categories: [], example: 'a' },
  ]);
  expect(fieldsOf(null, null)).toEqual([]);
});

test('both requests hold the typed values; empty means missing', () => {
  const fields = fieldsOf(features, example);
  expect(invocation(fields, { carrier: '', distance: '12.5' })).toEqual({ dataframe_split: { columns: ['carrier', 'distance'], data: [[null, 12.5]] } });
  expect(openInference(fields, {})).toEqual({
    inputs: [
      { name: 'carrier', shape: [1], datatype: 'BYTES', data: ['UA'] },
      { name: 'distance', shape: [1], datatype: 'FP64', data: [719] },
    ],
  });
});
