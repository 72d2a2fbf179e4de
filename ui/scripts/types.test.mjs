import { generate, typeOf } from './types.mjs';

test('objects say which fields are optional', () => {
  const schema = { type: 'object', required: ['id'], properties: { id: { type: 'string' }, 'a-b': { type: 'integer' } } };
  expect(typeOf(schema)).toBe('{\n  id: string;\n  "a-b"?: number;\n}');
});

test('references, lists, enums, maps and nulls', () => {
  expect(typeOf({ $ref: '#/components/schemas/Run.Info' })).toBe('Run_Info');
  expect(typeOf({ type: 'array', items: { enum: ['A', 'B'] } })).toBe('("A" | "B")[]');
  expect(typeOf({ type: 'object', additionalProperties: { type: 'number' } })).toBe('Record<string, number>');
  expect(typeOf({ type: ['string', 'null'] })).toBe('string | null');
  expect(typeOf({})).toBe('unknown');
});

test('a document becomes one file in a stable order', () => {
  const document = {
    paths: { '/b': { get: { operationId: 'getB' } }, '/a': { post: { operationId: 'addA' } } },
    components: { schemas: { Z: { type: 'string' }, A: { type: 'boolean' } } },
  };
  const text = generate(document);
  expect(text.indexOf('type A =')).toBeLessThan(text.indexOf('type Z ='));
  expect(text).toContain('  | "addA"\n  | "getB";');
});
