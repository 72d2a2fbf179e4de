import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Failure } from '../components/feedback';
import { Page } from '../components/basics';
import { Frame } from './frame/Frame';
import * as search from './search';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const under = () => root;

const overview = createRoute({
  getParentRoute: under,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview/OverviewPage'), 'OverviewPage'),
});
const datasets = createRoute({
  getParentRoute: under,
  path: '/datasets',
  component: lazyRouteComponent(() => import('../pages/datasets/DatasetsPage'), 'DatasetsPage'),
});
const dataset = createRoute({
  getParentRoute: under,
  path: '/datasets/$dataset',
  validateSearch: search.datasetSearch,
  component: lazyRouteComponent(() => import('../pages/datasets/DatasetPage'), 'DatasetPage'),
});
const experiments = createRoute({
  getParentRoute: under,
  path: '/experiments',
  validateSearch: search.nameSearch,
  component: lazyRouteComponent(() => import('../pages/experiments/ExperimentsPage'), 'ExperimentsPage'),
});
const experiment = createRoute({
  getParentRoute: under,
  path: '/experiments/$experiment',
  validateSearch: search.runsSearch,
  component: lazyRouteComponent(() => import('../pages/experiments/RunsPage'), 'RunsPage'),
});
const run = createRoute({
  getParentRoute: under,
  path: '/runs/$run',
  validateSearch: search.runSearch,
  component: lazyRouteComponent(() => import('../pages/run/RunPage'), 'RunPage'),
});
const compare = createRoute({
  getParentRoute: under,
  path: '/compare',
  validateSearch: search.compareSearch,
  component: lazyRouteComponent(() => import('../pages/compare/ComparePage'), 'ComparePage'),
});
const models = createRoute({
  getParentRoute: under,
  path: '/models',
  component: lazyRouteComponent(() => import('../pages/models/ModelsPage'), 'ModelsPage'),
});
const model = createRoute({
  getParentRoute: under,
  path: '/models/$model',
  validateSearch: search.modelSearch,
  component: lazyRouteComponent(() => import('../pages/models/ModelPage'), 'ModelPage'),
});
const pipelines = createRoute({
  getParentRoute: under,
  path: '/pipelines',
  component: lazyRouteComponent(() => import('../pages/pipelines/PipelinesPage'), 'PipelinesPage'),
});
const pipeline = createRoute({
  getParentRoute: under,
  path: '/pipelines/$pipeline',
  component: lazyRouteComponent(() => import('../pages/pipelines/PipelinePage'), 'PipelinePage'),
});
const pipelineRun = createRoute({
  getParentRoute: under,
  path: '/pipelines/$pipeline/$id',
  validateSearch: search.stageSearch,
  component: lazyRouteComponent(() => import('../pages/pipelines/PipelineRunPage'), 'PipelineRunPage'),
});
const endpoints = createRoute({
  getParentRoute: under,
  path: '/endpoints',
  component: lazyRouteComponent(() => import('../pages/endpoints/EndpointsPage'), 'EndpointsPage'),
});
const endpoint = createRoute({
  getParentRoute: under,
  path: '/endpoints/$model',
  validateSearch: search.endpointSearch,
  component: lazyRouteComponent(() => import('../pages/endpoints/EndpointPage'), 'EndpointPage'),
});
const monitors = createRoute({
  getParentRoute: under,
  path: '/monitors',
  component: lazyRouteComponent(() => import('../pages/monitors/MonitorsPage'), 'MonitorsPage'),
});
const monitor = createRoute({
  getParentRoute: under,
  path: '/monitors/$monitor',
  validateSearch: search.monitorSearch,
  component: lazyRouteComponent(() => import('../pages/monitors/MonitorPage'), 'MonitorPage'),
});
const events = createRoute({
  getParentRoute: under,
  path: '/events',
  validateSearch: search.eventsSearch,
  component: lazyRouteComponent(() => import('../pages/events/EventsPage'), 'EventsPage'),
});
const settings = createRoute({
  getParentRoute: under,
  path: '/settings',
  component: lazyRouteComponent(() => import('../pages/settings/SettingsPage'), 'SettingsPage'),
});

export const routeTree = root.addChildren([
  overview, datasets, dataset, experiments, experiment, run, compare, models, model, pipelines, pipeline, pipelineRun, endpoints, endpoint, monitors, monitor, events, settings,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: ({ error, reset }) => (
    <Page title="Something failed">
      <Failure problem={error} retry={reset} />
    </Page>
  ),
  defaultPendingMs: 400,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

function NotFound() {
  return (
    <Page title="No such page">
      <p className="soft">Nothing is at this address. The navigation on the left leads to everything there is.</p>
    </Page>
  );
}
