/** The one place that speaks HTTP to the control plane. */

/** What went wrong, in words for the reader. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly request: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

type Query = Record<string, string | number | boolean | undefined | null>;

export function withQuery(path: string, query: Query = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString()}`;
}

interface Problem {
  detail?: string;
  title?: string;
  code?: string;
  message?: string;
  error_code?: string;
}

async function failure(response: Response, request: string): Promise<ApiError> {
  const text = await response.text().catch(() => '');
  let problem: Problem = {};
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    problem = {};
  }
  const message = problem.detail ?? problem.message ?? problem.title ?? `The server answered ${response.status}.`;
  return new ApiError(response.status, problem.code ?? problem.error_code ?? String(response.status), message, request);
}

export async function send(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const request = `${method} ${path.split('?')[0] ?? path}`;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'AbortError') throw problem;
    throw new ApiError(0, 'UNREACHABLE', 'The server cannot be reached. Is it running?', request);
  }
  if (!response.ok) throw await failure(response, request);
  return response;
}

export async function getJson<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return (await (await send('GET', withQuery(path, query), undefined, signal)).json()) as T;
}

export async function sendJson<T>(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const text = await (await send(method, path, body, signal)).text();
  return (text === '' ? {} : JSON.parse(text)) as T;
}

export const seg = encodeURIComponent;
