interface Field {
  name: string;
  type: string;
}

/** What changed from one version's columns to the next. */
export function schemaChanges(now: Field[], before: Field[] | undefined): { text: string; parts: string[] } {
  if (!before) return { text: 'First version', parts: [] };
  const old = new Map(before.map((field) => [field.name, field.type]));
  const parts = now.flatMap((field) => {
    const type = old.get(field.name);
    if (type === undefined) return [`+ ${field.name} ${field.type}`];
    return type === field.type ? [] : [`${field.name}: ${type} → ${field.type}`];
  });
  const names = new Set(now.map((field) => field.name));
  parts.push(...before.filter((field) => !names.has(field.name)).map((field) => `− ${field.name}`));
  if (parts.length === 0) return { text: 'Unchanged', parts };
  return { text: parts.length === 1 ? (parts[0] ?? '') : `${parts.length} changes`, parts };
}
