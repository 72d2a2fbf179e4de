/** The columns that a model wants, as its own files say. */

export interface Field {
  name: string;
  type: 'category' | 'number';
  categories: string[];
  example: string;
}

interface FeaturesFile {
  features?: { name: string; type: string; categories?: string[] }[];
}

interface ExampleFile {
  columns?: string[];
  data?: unknown[][];
  dataframe_split?: { columns?: string[]; data?: unknown[][] };
  dataframe_records?: Record<string, unknown>[];
}

function exampleValues(file: unknown): Map<string, unknown> {
  const example = (file ?? {}) as ExampleFile;
  const split = example.dataframe_split ?? example;
  const row = split.data?.[0];
  if (split.columns && row) return new Map(split.columns.map((name, i) => [name, row[i]]));
  const record = example.dataframe_records?.[0] ?? (Array.isArray(file) ? (file[0] as Record<string, unknown> | undefined) : undefined);
  return new Map(record && typeof record === 'object' ? Object.entries(record) : []);
}

const asText = (value: unknown): string => (value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value));

export function fieldsOf(featuresFile: unknown, exampleFile: unknown): Field[] {
  const values = exampleValues(exampleFile);
  const features = ((featuresFile ?? {}) as FeaturesFile).features;
  if (features && features.length > 0) {
    return features.map(({ name, type, categories = [] }) => ({
      name,
      type: type === 'category' ? 'category' : 'number',
      categories,
      example: asText(values.get(name)) || (type === 'category' ? (categories[0] ?? '') : '0'),
    }));
  }
  return [...values].map(([name, value]) => ({ name, type: typeof value === 'number' ? 'number' : 'category', categories: [], example: asText(value) }));
}

export type Values = Record<string, string>;

/** Empty means missing. */
export function invocation(fields: Field[], values: Values): object {
  const cell = (field: Field) => {
    const text = values[field.name] ?? field.example;
    if (text === '') return null;
    return field.type === 'number' ? Number(text) : text;
  };
  return { dataframe_split: { columns: fields.map((field) => field.name), data: [fields.map(cell)] } };
}

/** The same row in the Open Inference Protocol; what is missing is left out. */
export function openInference(fields: Field[], values: Values, datatypes: Record<string, string> = {}): object {
  return {
    inputs: fields.flatMap((field) => {
      const text = values[field.name] ?? field.example;
      if (text === '') return [];
      const number = field.type === 'number';
      return [{ name: field.name, shape: [1], datatype: datatypes[field.name] ?? (number ? 'FP64' : 'BYTES'), data: [number ? Number(text) : text] }];
    }),
  };
}
