/** Calls to a serving instance, which is another origin than the control plane. */
import { queryOptions } from '@tanstack/react-query';
import { ApiError, seg } from './http';

export interface Answer {
  body: unknown;
  millis: number;
  version: string | null;
}

export async function invoke(url: string, model: string, body: object): Promise<Answer> {
  const path = `${url}/v2/models/${seg(model)}/infer`;
  const began = performance.now();
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  } catch {
    throw new ApiError(0, 'UNREACHABLE', `The browser cannot reach ${url} from this page. Use one of the snippets from a machine that can.`, `POST ${path}`);
  }
  const text = await response.text();
  const millis = performance.now() - began;
  let parsed: unknown = text;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = text;
  }
  if (!response.ok) {
    const problem = parsed as { error?: string; detail?: string; message?: string };
    throw new ApiError(response.status, String(response.status), problem.error ?? problem.detail ?? problem.message ?? text, `POST ${path}`);
  }
  return { body: parsed, millis, version: (parsed as { model_version?: string }).model_version ?? null };
}

/** The type of each input as the endpoint tells it; empty where the browser cannot ask. */
export const datatypesQuery = (url: string, model: string, version: number | null) =>
  queryOptions({
    queryKey: ['inference', url, model, version],
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Record<string, string>> => {
      try {
        const response = await fetch(`${url}/v2/models/${seg(model)}`, { signal });
        if (!response.ok) return {};
        const metadata = (await response.json()) as { inputs?: { name: string; datatype: string }[] };
        return Object.fromEntries((metadata.inputs ?? []).map((input) => [input.name, input.datatype]));
      } catch {
        return {};
      }
    },
  });
