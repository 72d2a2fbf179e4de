// Writes src/api/schema.d.ts from an OpenAPI 3 document: one interface per component schema.
// Usage: node scripts/types.mjs [openapi.json or URL] [output]
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

/** TypeScript for one JSON schema. */
export function typeOf(schema, indent = '') {
  if (!schema || Object.keys(schema).length === 0) return 'unknown';
  if (schema.$ref) return identifier(schema.$ref.split('/').at(-1));
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  for (const [word, joint] of [['oneOf', ' | '], ['anyOf', ' | '], ['allOf', ' & ']]) {
    if (schema[word]) return schema[word].map((part) => `(${typeOf(part, indent)})`).join(joint);
  }
  const names = [schema.type].flat().filter(Boolean);
  const kinds = names.length > 0 ? names : schema.properties ? ['object'] : [];
  const parts = kinds.map((kind) => single(kind, schema, indent));
  if (schema.nullable) parts.push('null');
  return parts.length > 0 ? parts.join(' | ') : 'unknown';
}

function single(kind, schema, indent) {
  switch (kind) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return kind;
    case 'array':
      return `(${typeOf(schema.items, indent)})[]`;
    case 'object':
      return objectOf(schema, indent);
    default:
      return 'unknown';
  }
}

function objectOf(schema, indent) {
  const extra = schema.additionalProperties;
  if (!schema.properties) return `Record<string, ${extra && extra !== true ? typeOf(extra, indent) : 'unknown'}>`;
  const required = new Set(schema.required ?? []);
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties).map(
    ([name, part]) => `${inner}${key(name)}${required.has(name) ? '' : '?'}: ${typeOf(part, inner)};`,
  );
  return `{\n${lines.join('\n')}\n${indent}}`;
}

const key = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const identifier = (name) => name.replace(/[^\w$]/g, '_').replace(/^(\d)/, '_$1');

/** The whole file for a document. */
export function generate(document) {
  const schemas = Object.entries(document.components?.schemas ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const types = schemas.map(([name, schema]) => `export type ${identifier(name)} = ${typeOf(schema)};`);
  const operations = Object.values(document.paths ?? {})
    .flatMap((path) => Object.values(path))
    .map((operation) => operation?.operationId)
    .filter(Boolean)
    .sort()
    .map((id) => `  | ${JSON.stringify(id)}`);
  return [
    '// Made by scripts/types.mjs from /openapi.json; do not edit.',
    ...types,
    `export type OperationId =\n${operations.length > 0 ? operations.join('\n') : '  never'};`,
    '',
  ].join('\n\n');
}

async function main() {
  const [source = 'http://127.0.0.1:5000/openapi.json', target = 'src/api/schema.d.ts'] = process.argv.slice(2);
  const text = /^https?:/.test(source) ? await (await fetch(source)).text() : await readFile(source, 'utf8');
  await writeFile(target, generate(JSON.parse(text)));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
