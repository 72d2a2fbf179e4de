/**
 * MLflow's grammar for run searches: comparisons joined by AND. Checked here only to say where a mistake is while
 * it is typed; what the filter selects is decided by the server.
 */

export interface FilterProblem {
  /** Zero-based position in the text. */
  at: number;
  message: string;
}

type Kind = 'word' | 'number' | 'string' | 'operator' | 'open' | 'close' | 'comma' | 'end';

interface Token {
  kind: Kind;
  text: string;
  at: number;
}

const PATTERNS: [Kind, RegExp][] = [
  ['number', /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/],
  ['operator', /^(?:!=|>=|<=|=|<|>)/],
  ['string', /^'(?:[^'\\]|\\.|'')*'/],
  ['word', /^(?:[A-Za-z_][\w]*\.)?(?:"[^"]*"|`[^`]*`)|^[A-Za-z_][\w.\-/]*/],
  ['string', /^"[^"]*"/],
  ['open', /^\(/],
  ['close', /^\)/],
  ['comma', /^,/],
];

const OPERATORS = new Set(['=', '!=', '>', '>=', '<', '<=', 'like', 'ilike', 'in', 'not in', 'is null', 'is not null']);
const PREFIXES = new Map([
  ['metrics', 'metric'],
  ['metric', 'metric'],
  ['params', 'text'],
  ['parameters', 'text'],
  ['param', 'text'],
  ['tags', 'text'],
  ['tag', 'text'],
  ['attributes', 'attribute'],
  ['attribute', 'attribute'],
  ['attr', 'attribute'],
  ['run', 'attribute'],
  ['datasets', 'text'],
  ['dataset', 'text'],
]);
const NUMERIC = new Set(['start_time', 'end_time', 'created']);

class Stop extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

/** The token that the text starts with. After an operator a double-quoted text is a value, before it a key. */
function match(text: string, afterOperator: boolean): { kind: Kind; text: string } | null {
  const words = PATTERNS.filter(([kind]) => kind === 'word');
  const others = PATTERNS.filter(([kind]) => kind !== 'word');
  for (const [kind, pattern] of afterOperator ? [...others, ...words] : PATTERNS) {
    const hit = pattern.exec(text);
    if (hit) return { kind, text: hit[0] };
  }
  return null;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  let afterOperator = false;
  while (at < text.length) {
    const rest = text.slice(at);
    const blank = /^\s+/.exec(rest);
    if (blank) {
      at += blank[0].length;
      continue;
    }
    const hit = match(rest, afterOperator);
    if (!hit) {
      const quote = rest.startsWith("'") || rest.startsWith('"') || rest.startsWith('`');
      throw new Stop(at, quote ? 'This quote is not closed.' : `“${rest.slice(0, 1)}” does not belong here.`);
    }
    const value = hit.text;
    found.push({ kind: hit.kind, text: value, at });
    afterOperator = hit.kind === 'operator' || (hit.kind === 'word' && /^i?like$/i.test(value));
    at += value.length;
  }
  found.push({ kind: 'end', text: '', at: text.length });
  return found;
}

class Parser {
  private next = 0;
  constructor(private readonly list: Token[]) {}

  parse(): void {
    for (;;) {
      this.comparison();
      const joint = this.take();
      if (joint.kind === 'end') return;
      if (!/^and$/i.test(joint.text)) {
        throw new Stop(joint.at, /^or$/i.test(joint.text) ? 'Only AND joins comparisons.' : 'Expected AND here.');
      }
    }
  }

  private take(): Token {
    const token = this.list[this.next];
    if (!token) throw new Stop(0, 'The filter ends too early.');
    this.next++;
    return token;
  }

  private comparison(): void {
    const key = this.take();
    if (key.kind !== 'word') throw new Stop(key.at, 'Expected a key such as metrics.auc, params.depth or status.');
    const type = typeOfKey(key);
    const { operator, at } = this.operator();
    if (!OPERATORS.has(operator)) throw new Stop(at, 'Expected a comparison: = != > >= < <= LIKE ILIKE IN.');
    if (operator.startsWith('is ')) return;
    if (operator === 'in' || operator === 'not in') { this.values(); return; }
    this.value(type, operator);
  }

  private operator(): { operator: string; at: number } {
    const token = this.take();
    const lower = token.text.toLowerCase();
    if (lower !== 'not' && lower !== 'is') return { operator: lower, at: token.at };
    let operator = `${lower} ${this.take().text.toLowerCase()}`;
    if (operator === 'is not') operator += ` ${this.take().text.toLowerCase()}`;
    return { operator, at: token.at };
  }

  private values(): void {
    const open = this.take();
    if (open.kind !== 'open') throw new Stop(open.at, 'Expected a list in parentheses.');
    for (;;) {
      const item = this.take();
      if (item.kind !== 'string') throw new Stop(item.at, 'Expected a quoted value.');
      const joint = this.take();
      if (joint.kind === 'close') return;
      if (joint.kind !== 'comma') throw new Stop(joint.at, 'Expected , or ).');
    }
  }

  private value(type: string, operator: string): void {
    const value = this.take();
    if (type === 'number') {
      if (value.kind !== 'number') throw new Stop(value.at, 'Expected a number without quotes.');
      if (operator.includes('like')) throw new Stop(value.at, 'LIKE works on text only.');
    } else if (value.kind !== 'string') {
      throw new Stop(value.at, value.kind === 'end' ? 'A value is missing.' : "Expected a value in quotes, e.g. 'xgboost'.");
    }
  }
}

function typeOfKey(key: Token): 'number' | 'text' {
  const dot = key.text.indexOf('.');
  if (dot < 0) return NUMERIC.has(key.text) ? 'number' : 'text';
  const prefix = key.text.slice(0, dot).toLowerCase();
  const type = PREFIXES.get(prefix);
  if (!type) throw new Stop(key.at, `Unknown group “${prefix}”: use metrics, params, tags, attributes or datasets.`);
  if (key.text.length === dot + 1) throw new Stop(key.at + dot + 1, 'The name after the dot is missing.');
  if (type === 'metric') return 'number';
  return type === 'attribute' && NUMERIC.has(key.text.slice(dot + 1)) ? 'number' : 'text';
}

/** The first mistake, or null if the text is a filter (the empty text is one). */
export function checkFilter(text: string): FilterProblem | null {
  if (text.trim() === '') return null;
  try {
    new Parser(tokens(text)).parse();
    return null;
  } catch (problem) {
    if (problem instanceof Stop) return { at: problem.at, message: problem.message };
    throw problem;
  }
}

/** The word that the cursor is in, for completion. */
export function wordAt(text: string, cursor: number): { from: number; word: string } {
  const before = /[\w.`"\-/]*$/.exec(text.slice(0, cursor));
  const word = before?.[0] ?? '';
  return { from: cursor - word.length, word };
}

/** A key as the grammar wants it: quoted where it has other characters than letters, digits, _ . */
export function filterKey(group: 'metrics' | 'params' | 'tags', name: string): string {
  return /^[A-Za-z_][\w.]*$/.test(name) ? `${group}.${name}` : `${group}.\`${name}\``;
}
