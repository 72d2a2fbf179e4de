import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { formatAbsolute, formatNumber, formatRelative, shortId } from '../lib/format';
import { useNow } from './clock';
import {
  CheckIcon,
  ClockIcon,
  CopyIcon,
  CrossIcon,
  DashIcon,
  DotIcon,
  PlayIcon,
  WarnIcon,
} from './icons';
import css from './ui.module.css';

/** How long ago, with the moment itself on hover. */
export function Time({ at }: { at: number | string | null | undefined }) {
  const now = useNow();
  const time = Number(at ?? 0);
  if (!time) return <span className="muted">–</span>;
  return (
    <time dateTime={new Date(time).toISOString()} title={formatAbsolute(time)} style={{ whiteSpace: 'nowrap' }}>
      {formatRelative(time, Math.max(now, Date.now() - 5000))}
    </time>
  );
}

/** A number in few digits, whole on hover. */
export function Num({ value, digits = 4 }: { value: number | null | undefined; digits?: number }) {
  return <span title={value === null || value === undefined ? '' : String(value)}>{formatNumber(value, digits)}</span>;
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function useCopied(): [boolean, (text: string) => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1200);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, (text) => void copyText(text).then(setCopied)];
}

/** The first characters of an id; a click copies the whole. */
export function Id({ id, length = 8 }: { id: string; length?: number }) {
  const [copied, copy] = useCopied();
  return (
    <button type="button" className={css.id} title={`${id}\nClick to copy`} onClick={(event) => {
      event.stopPropagation();
      copy(id);
    }}>
      {shortId(id, length)}
      {copied ? <CheckIcon size={12} /> : <CopyIcon size={12} />}
    </button>
  );
}

export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, copy] = useCopied();
  return (
    <Tooltip label={copied ? 'Copied' : label}>
      <ActionIcon aria-label={label} onClick={() => copy(text)}>
        {copied ? <CheckIcon /> : <CopyIcon />}
      </ActionIcon>
    </Tooltip>
  );
}

export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'busy';
const SYMBOLS = { good: CheckIcon, warn: WarnIcon, bad: CrossIcon, idle: DashIcon, busy: DotIcon };

export function Badge({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  const Symbol = SYMBOLS[tone];
  return (
    <span className={`${css.badge ?? ''} ${css[tone] ?? ''}`} title={title}>
      <Symbol size={12} />
      {children}
    </span>
  );
}

const STATES: Record<string, [Tone, string]> = {
  FINISHED: ['good', 'Finished'],
  SUCCEEDED: ['good', 'Succeeded'],
  READY: ['good', 'Ready'],
  UP: ['good', 'Up'],
  OK: ['good', 'OK'],
  RUNNING: ['busy', 'Running'],
  SCHEDULED: ['idle', 'Scheduled'],
  QUEUED: ['idle', 'Queued'],
  CACHED: ['idle', 'Cached'],
  LOADING: ['busy', 'Loading'],
  RETIRING: ['idle', 'Retiring'],
  FAILED: ['bad', 'Failed'],
  DOWN: ['bad', 'Down'],
  KILLED: ['warn', 'Killed'],
  CANCELLED: ['warn', 'Cancelled'],
  ALERT: ['bad', 'Alert'],
  DRIFTED: ['warn', 'Drifted'],
  OPEN: ['busy', 'Open'],
  CLOSED: ['idle', 'Closed'],
  LABELLED: ['good', 'Labelled'],
};

export function toneOf(state: string): Tone {
  return STATES[state.toUpperCase()]?.[0] ?? 'idle';
}

/** A state as colour, symbol and word. */
export function StateBadge({ state, title }: { state: string; title?: string | undefined }) {
  const [tone, word] = STATES[state.toUpperCase()] ?? ['idle', state.toLowerCase()];
  const symbol = state === 'QUEUED' || state === 'SCHEDULED' ? <ClockIcon size={12} /> : state === 'RUNNING' ? <PlayIcon size={12} /> : null;
  if (!symbol) return <Badge tone={tone} {...(title ? { title } : {})}>{word}</Badge>;
  return (
    <span className={`${css.badge ?? ''} ${css[tone] ?? ''}`} title={title}>
      {symbol}
      {word}
    </span>
  );
}

export function Chip({ children, alias = false, title }: { children: ReactNode; alias?: boolean; title?: string }) {
  return (
    <span className={`${css.chip ?? ''} ${alias ? (css.alias ?? '') : ''}`} title={title}>
      {children}
    </span>
  );
}

export function Panel({ title, actions, flush = false, children }: { title?: ReactNode; actions?: ReactNode; flush?: boolean; children: ReactNode }) {
  return (
    <section className={css.panel}>
      {title || actions ? (
        <div className={css.panelHead}>
          <h2>{title}</h2>
          {actions ? <div className="row wrap">{actions}</div> : null}
        </div>
      ) : null}
      <div className={flush ? css.flush : css.panelBody}>{children}</div>
    </section>
  );
}

/** A page with its heading; the heading also names the browser's tab. */
export function Page({ title, heading, beside, actions, fill = false, children }: { title: string; heading?: ReactNode; beside?: ReactNode; actions?: ReactNode; fill?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Slipway`;
  }, [title]);
  return (
    <div className={`${css.page ?? ''} ${fill ? (css.pageFill ?? '') : ''}`}>
      <div className={css.pageHead}>
        <div className={css.pageTitle}>
          <h1>{heading ?? title}</h1>
          {beside}
        </div>
        {actions ? <div className="row wrap">{actions}</div> : null}
      </div>
      {children}
    </div>
  );
}

export interface Fact {
  label: string;
  value: ReactNode;
  /** Words rather than a figure: set smaller. */
  text?: boolean;
  /** Takes the room of two. */
  wide?: boolean;
  title?: string;
}

export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <div className={css.stats}>
      {facts.map((fact) => (
        <div key={fact.label} className={`${css.stat ?? ''} ${fact.wide ? (css.wide ?? '') : ''}`} title={fact.title}>
          <div className={css.statLabel}>{fact.label}</div>
          <div className={`${css.statValue ?? ''} ${fact.text ? (css.statText ?? '') : ''}`}>{fact.value}</div>
        </div>
      ))}
    </div>
  );
}

export function Details({ rows }: { rows: [string, ReactNode][] }) {
  return (
    <dl className={css.details}>
      {rows.map(([label, value]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Lines({ rows = 6, height = 20 }: { rows?: number; height?: number }) {
  return (
    <div className="stack-s" aria-hidden="true">
      {Array.from({ length: rows }, (_, i) => (
        <Skeleton key={i} height={height} radius={3} />
      ))}
    </div>
  );
}

/** A small bar for a share between 0 and 1. */
export function ShareBar({ share, label }: { share: number; label: string }) {
  return (
    <div className={css.bar} role="img" aria-label={label} title={label}>
      <span style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
    </div>
  );
}
