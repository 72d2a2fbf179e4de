import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { eventsQuery } from '../../api/slipway';
import type { SlipwayEvent } from '../../api/types';
import { Lines, Page, Panel, Time } from '../../components/basics';
import { gist, kindWords, SubjectLink } from '../../components/EventLine';
import { CodeBlock, Empty, Failure } from '../../components/feedback';
import { isTyping } from '../../lib/keys';
import { formatLocal, formatUtc, plural } from '../../lib/format';
import { firstRun } from '../../lib/snippets';
import css from './events.module.css';
import { Chain } from './Chain';

const route = getRouteApi('/events');
const KINDS = [
  'experiment.created', 'run.created', 'run.finished', 'dataset.version_created', 'model.created', 'model.version_created', 'model.alias_moved', 'model.alias_deleted',
  'model.challenger_compared', 'pipeline.run_started', 'pipeline.run_finished', 'pipeline.retraining_skipped', 'monitor.window_closed', 'monitor.window_judged', 'monitor.alert_fired',
];

/** Who did what, when, and can it be proved? */
export function EventsPage() {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/events' });
  const { kind, subject, actor, from, to } = search;
  const events = useInfiniteQuery(eventsQuery({ kind, subject, actor, from, to }));
  const list = events.data?.pages.flatMap((page) => page.events ?? []) ?? [];
  const set = (change: Partial<typeof search>) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const toggle = (sequence: number) => set({ open: search.open === sequence ? undefined : sequence });
  const filtered = [kind, subject, actor, from, to].some((value) => value !== undefined);
  const active = useRowKeys(list, toggle);
  return (
    <Page title="Events" actions={<Chain at={search.verify ?? false} onDone={() => set({ verify: undefined })} />}>
      <div className={css.filters}>
        <NativeSelect aria-label="Kind" data={[{ value: '', label: 'All kinds' }, ...[...new Set([...KINDS, ...(kind ? [kind] : [])])].map((each) => ({ value: each, label: kindWords(each) }))]} value={kind ?? ''} onChange={(event) => set({ kind: event.currentTarget.value || undefined })} />
        <Typed label="Subject" placeholder="models/flights-late" value={subject} onApply={(next) => set({ subject: next })} pageFilter />
        <Typed label="Actor" placeholder="Actor" value={actor} onApply={(next) => set({ actor: next })} />
        <Moment label="From" value={from} onApply={(next) => set({ from: next })} />
        <Moment label="To" value={to} onApply={(next) => set({ to: next })} />
        {filtered ? <Button onClick={() => void navigate({ search: {}, replace: true })}>Clear filters</Button> : null}
      </div>
      {events.error ? <Failure problem={events.error} retry={() => void events.refetch()} /> : null}
      {events.isPending ? <Lines rows={12} height={26} /> : null}
      {events.data && list.length === 0 ? (
        <Panel>
          {filtered ? (
            <p className="soft">No event fits these filters.</p>
          ) : (
            <Empty title="Nothing has happened yet" snippets={firstRun()}>
              Every change writes an event in the same transaction: what, to which object, by whom and when. Events are chained by their hashes,
              so that a change of the past can be found.
            </Empty>
          )}
        </Panel>
      ) : null}
      {list.length > 0 ? (
        <div className={css.list}>
          {list.map((event, i) => (
            <Line key={event.sequence} event={event} open={search.open === event.sequence} active={i === active} onToggle={() => toggle(event.sequence)} />
          ))}
        </div>
      ) : null}
      <div className="row">
        {events.hasNextPage ? <Button loading={events.isFetchingNextPage} onClick={() => void events.fetchNextPage()}>Show older</Button> : null}
        {list.length > 0 ? <span className="muted">{plural(list.length, 'event')} shown</span> : null}
      </div>
    </Page>
  );
}

function useRowKeys(list: SlipwayEvent[], toggle: (sequence: number) => void): number {
  const [active, setActive] = useState(-1);
  const latest = useRef({ list, toggle, active });
  useEffect(() => {
    latest.current = { list, toggle, active };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      const now = latest.current;
      if (event.key === 'j' || event.key === 'k') setActive(Math.min(now.list.length - 1, Math.max(0, now.active + (event.key === 'j' ? 1 : -1))));
      const current = now.list[now.active];
      const elsewhere = event.target instanceof HTMLElement && event.target.closest('a,button') !== null;
      if (event.key === 'Enter' && current && !elsewhere) now.toggle(current.sequence);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return active;
}

function Line({ event, open, active, onToggle }: { event: SlipwayEvent; open: boolean; active: boolean; onToggle: () => void }) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div ref={row}>
      <button type="button" className={css.line} aria-expanded={open} data-active={active ? '' : undefined} onClick={onToggle}>
        <span className="muted">#{event.sequence}</span>
        <span className="soft"><Time at={event.time} /></span>
        <span className="cut">{kindWords(event.kind)}</span>
        <span className="cut soft" title={event.subject}>{event.subject.replace(/([0-9a-f]{8})[0-9a-f]{24}/, '$1')}</span>
        <span className="cut soft">{gist(event)}</span>
        <span className="cut muted">{event.actor}</span>
      </button>
      {open ? <Detail event={event} /> : null}
    </div>
  );
}

function Detail({ event }: { event: SlipwayEvent }) {
  const { before, after, ...rest } = event.data ?? {};
  const changed = before !== undefined || after !== undefined;
  return (
    <div className={css.detail}>
      <div className="stack" style={{ gap: 10 }}>
        <div className="row wrap">
          <span className="mono">{event.kind}</span>
          <SubjectLink subject={event.subject} />
          <span className="soft">by {event.actor}</span>
          <span className="soft">{formatLocal(event.time)} local, {formatUtc(event.time)}</span>
          <span className="mono muted">{event.id}</span>
        </div>
        {changed ? (
          <div className="two">
            <div className="stack-s"><h2>Before</h2><CodeBlock text={JSON.stringify(before ?? null, null, 2)} /></div>
            <div className="stack-s"><h2>After</h2><CodeBlock text={JSON.stringify(after ?? null, null, 2)} /></div>
          </div>
        ) : null}
        <CodeBlock text={JSON.stringify(rest, null, 2)} label="Copy data" />
      </div>
    </div>
  );
}

function Typed({ label, placeholder, value, onApply, pageFilter = false }: { label: string; placeholder: string; value: string | undefined; onApply: (value: string | undefined) => void; pageFilter?: boolean }) {
  const [text, setText] = useState(value ?? '');
  useEffect(() => setText(value ?? ''), [value]);
  const apply = () => {
    if (text.trim() !== (value ?? '')) onApply(text.trim() || undefined);
  };
  return <TextInput aria-label={label} placeholder={placeholder} value={text} onChange={(event) => setText(event.currentTarget.value)} onBlur={apply} onKeyDown={(event) => event.key === 'Enter' && apply()} {...(pageFilter ? { 'data-page-filter': true } : {})} />;
}

function Moment({ label, value, onApply }: { label: string; value: number | undefined; onApply: (value: number | undefined) => void }) {
  const text = value === undefined ? '' : formatLocal(value).slice(0, 16).replace(' ', 'T');
  return (
    <TextInput
      type="datetime-local"
      aria-label={label}
      leftSection={<span className="muted" style={{ fontSize: 12 }}>{label}</span>}
      leftSectionWidth={44}
      value={text}
      onChange={(event) => {
        const moment = new Date(event.currentTarget.value).getTime();
        onApply(Number.isNaN(moment) ? undefined : moment);
      }}
    />
  );
}
