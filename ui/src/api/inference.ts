/** One inference by hand. The page talks to its own server alone, which hands the request on to a serving instance. */
import { queryOptions } from '@tanstack/react-query';
import { ApiError, getJson, seg, sendJson } from './http';
import { API } from './slipway';

export interface Answer {
  body: unknown;
  millis: number;
  version: string | null;
}

export async function invoke(model: string, body: object): Promise<Answer> {
  const began = performance.now();
  const answer = await sendJson<{ model_version?: string }>('POST', `${API}/endpoints/${seg(model)}/infer`, body);
  return { body: answer, millis: performance.now() - began, version: answer.model_version ?? null };
}

interface Metadata {
  inputs?: { name: string; datatype: string }[];
}

/** The type of each input as the endpoint tells it; empty where no instance answers. */
export const datatypesQuery = (model: string, version: number | null) =>
  queryOptions({
    queryKey: ['inference', model, version],
    enabled: version !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Record<string, string>> => {
      try {
        const { inputs = [] } = await getJson<Metadata>(`${API}/endpoints/${seg(model)}/metadata`, {}, signal);
        return Object.fromEntries(inputs.map((input) => [input.name, input.datatype]));
      } catch (problem) {
        if (problem instanceof ApiError) return {};
        throw problem;
      }
    },
  });
