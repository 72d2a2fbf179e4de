import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { ApiError } from '../../api/http';
import { experimentQuery, runsQuery } from '../../api/mlflow';
import { listOf, sortOf, sortText } from '../../app/search';
import { Id, Lines, Page, Panel } from '../../components/basics';
import { DataTable } from '../../components/DataTable';
import { Empty, Failure } from '../../components/feedback';
import { RefreshIcon } from '../../components/icons';
import { checkFilter } from '../../lib/filter';
import { plural } from '../../lib/format';
import { defaultColumns, knownKeys, orderBy } from '../../lib/runs';
import { firstRun } from '../../lib/snippets';
import { ColumnPicker } from './ColumnPicker';
import { runColumns } from './columns';
import { FilterBar } from './FilterBar';
import css from './runs.module.css';

const route = getRouteApi('/experiments/$experiment');
const KEYS_FROM = 1000;

/** Which run is best, and why? */
export function RunsPage() {
  const { experiment: id } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/experiments/$experiment' });
  const experiment = useQuery(experimentQuery(id));
  const { filter = '', cols } = search;
  const sort = sortOf(search.sort);
  const readable = checkFilter(filter) === null;
  const runs = useInfiniteQuery({ ...runsQuery({ experiment: id, filter, orderBy: orderBy(sort) }), enabled: readable });
  const rows = useMemo(() => runs.data?.pages.flatMap((page) => page.runs ?? []) ?? [], [runs.data]);
  const known = rows.slice(0, KEYS_FROM);
  const knownCount = known.length;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the keys change only with the rows that are there
  const keys = useMemo(() => knownKeys(known), [knownCount, filter, id]);
  const shown = useMemo(() => (cols ? listOf(cols) : defaultColumns(keys)), [cols, keys]);
  const columns = useMemo(() => runColumns(shown), [shown]);
  const selected = useMemo(() => listOf(search.sel), [search.sel]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData } = runs;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isPlaceholderData) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isPlaceholderData]);

  const set = (change: Partial<typeof search>) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const select = (ids: string[]) => set({ sel: ids.length > 0 ? ids.join(',') : undefined });
  const compare = () => {
    if (selected.length > 1) void navigate({ to: '/compare', search: { runs: selected.join(',') } });
  };
  const name = experiment.data?.name ?? (experiment.error ? id : 'Experiment');
  const refused = runs.error instanceof ApiError && runs.error.status === 400 ? runs.error.message : null;
  const count = runs.data && !isPlaceholderData ? plural(rows.length, 'run') + (hasNextPage ? ' loaded, more as you scroll' : '') : '';
  return (
    <Page title={name} fill beside={<Id id={id} length={12} />} actions={<span className="muted" role="status">{count}</span>}>
      <div className={css.bar}>
        <FilterBar value={filter} keys={keys} refused={refused} onApply={(next) => set({ filter: next === '' ? undefined : next, sel: undefined })} />
        <ColumnPicker keys={keys} shown={shown} onChange={(next) => set({ cols: next?.join(',') })} />
        <Tooltip label="Reload">
          <ActionIcon variant="default" size={30} aria-label="Reload runs" loading={runs.isRefetching} onClick={() => void runs.refetch()}>
            <RefreshIcon size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={css.body} aria-busy={isPlaceholderData} style={isPlaceholderData ? { opacity: 0.6 } : undefined}>
        {runs.isPending && readable ? <Lines rows={14} height={28} /> : null}
        {runs.error && !refused ? <Failure problem={runs.error} retry={() => void runs.refetch()} /> : null}
        {runs.data && !isPlaceholderData && rows.length === 0 ? <NoRuns filter={filter} experiment={name} onClear={() => set({ filter: undefined })} /> : null}
        {rows.length > 0 ? (
          <DataTable
            fill
            serverSorted
            label="Runs"
            columns={columns}
            rows={rows}
            rowId={(run) => run.info.run_id}
            sort={sort}
            onSort={(next) => set({ sort: sortText(next) })}
            selected={selected}
            onSelect={select}
            onOpen={(run) => void navigate({ to: '/runs/$run', params: { run: run.info.run_id }, search: {} })}
            onCompare={compare}
            onEnd={more}
            foot={isFetchingNextPage ? 'Loading more…' : undefined}
          />
        ) : null}
        {selected.length > 0 ? (
          <div className={css.selection} role="status">
            <span>{plural(selected.length, 'run')} selected</span>
            <Button variant="filled" disabled={selected.length < 2} onClick={compare}>
              Compare
            </Button>
            <Button onClick={() => select([])}>Clear</Button>
            {selected.length < 2 ? <span className="muted">Select another run to compare.</span> : null}
          </div>
        ) : null}
      </div>
    </Page>
  );
}

function NoRuns({ filter, experiment, onClear }: { filter: string; experiment: string; onClear: () => void }) {
  if (filter !== '') {
    return (
      <Panel>
        <div className="stack" style={{ alignItems: 'flex-start' }}>
          <p>
            No run of this experiment fits <code>{filter}</code>.
          </p>
          <Button onClick={onClear}>Clear the filter</Button>
        </div>
      </Panel>
    );
  }
  return (
    <Panel>
      <Empty title="No runs yet" snippets={firstRun(experiment)}>
        A run holds the params, metrics, data, code and model of one training. Point the MLflow client at this server and log one.
      </Empty>
    </Panel>
  );
}
