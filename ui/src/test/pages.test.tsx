import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRouter, RouterProvider } from '@tanstack/react-router';
import { render, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { routeTree } from '../app/router';
import { theme } from '../app/theme';

interface World {
  experiments: object[];
  models: object[];
  searchRuns: (body: unknown) => object;
  searchVersions: (filter: string) => object[];
  searchEvents: (query: object) => object;
  endpoints: (now: number) => object[];
}

/** Answers like a server that holds this world; only what the pages under test ask for. */
function serve(world: World): void {
  const answers: Record<string, (body: unknown) => object> = {
    '/api/2.0/mlflow/experiments/search': () => ({ experiments: world.experiments }),
    '/api/2.0/mlflow/experiments/get': () => ({ experiment: world.experiments.at(1) ?? world.experiments[0] }),
    '/api/2.0/mlflow/runs/search': (body) => world.searchRuns(body),
    '/api/2.0/mlflow/registered-models/search': () => ({ registered_models: world.models }),
    '/api/2.0/mlflow/registered-models/get': () => ({ registered_model: world.models[0] }),
    '/api/2.0/mlflow/model-versions/search': () => ({ model_versions: world.searchVersions('') }),
    '/api/slipway/v1/events': () => world.searchEvents({}),
    '/api/slipway/v1/endpoints': () => ({ endpoints: world.endpoints(Date.now()) }),
    '/api/slipway/v1/roles': () => ({ roles: [{ name: 'tracking', state: 'RUNNING' }] }),
  };
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => {
    const answer = answers[path.split('?')[0] ?? ''];
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
    return Promise.resolve(answer ? Response.json(answer(body)) : Response.json({}));
  });
}

async function show(path: string, runs: number): Promise<HTMLElement> {
  // @ts-expect-error -- the mock's data is plain JavaScript
  const { makeWorld } = (await import('../../dev/mock-world.mjs')) as { makeWorld: (runs: number) => World };
  serve(makeWorld(runs));
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: [path] }) });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(
    <MantineProvider theme={theme}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return container;
}

/** Colours and layout need a real browser; everything else is judged here. */
async function violations(container: HTMLElement): Promise<string[]> {
  const result = await axe.run(container, { rules: { 'color-contrast': { enabled: false }, region: { enabled: false } } });
  return result.violations.map((each) => `${each.id}: ${each.nodes[0]?.html ?? ''}`);
}

afterEach(() => vi.unstubAllGlobals());

test('the runs of an experiment, with the frame around them, pass axe', async () => {
  const container = await show('/experiments/1?sort=-metrics.auc', 10);
  expect(await screen.findByRole('link', { name: /calm-gull-0/ })).toBeInTheDocument();
  expect(screen.getByRole('columnheader', { name: 'auc' })).toHaveAttribute('aria-sort', 'descending');
  expect(await violations(container)).toEqual([]);
});

test('a model with its aliases passes axe', async () => {
  const container = await show('/models/flights-late', 10);
  expect((await screen.findAllByText('@champion')).length).toBeGreaterThan(0);
  expect(await violations(container)).toEqual([]);
});

test.each([
  ['/', 'This server is ready and empty'],
  ['/experiments/1', 'No runs yet'],
  ['/datasets', 'No datasets yet'],
  ['/models', 'No models yet'],
  ['/pipelines', 'No pipelines yet'],
  ['/endpoints', 'No endpoints yet'],
  ['/monitors', 'No monitors yet'],
])('%s of an empty server says what belongs there and how to begin', async (path, title) => {
  const container = await show(path, 0);
  await waitFor(() => expect(screen.getByText(title)).toBeInTheDocument());
  expect(container.querySelector('pre')?.textContent).toContain(window.location.origin);
  expect(await violations(container)).toEqual([]);
});

test('a wrong filter in the address is explained and not sent', async () => {
  await show('/experiments/1?filter=metrics.auc%20%3E%20high', 10);
  expect(await screen.findByText(/At character 15: Expected a number without quotes/)).toBeInTheDocument();
});
