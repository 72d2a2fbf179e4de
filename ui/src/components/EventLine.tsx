import { Link } from '@tanstack/react-router';
import type { SlipwayEvent } from '../api/types';
import { formatNumber, formatPercent, formatWindow, shortId } from '../lib/format';
import { Time } from './basics';

const ADDRESSES: Record<string, string> = {
  runs: '/runs',
  experiments: '/experiments',
  models: '/models',
  datasets: '/datasets',
  pipelines: '/pipelines',
  monitors: '/monitors',
  endpoints: '/endpoints',
};

/** The page of what an event is about; undefined where there is none. */
export function addressOf(subject: string): string | undefined {
  const [group = '', first, ...more] = subject.split('/');
  const base = ADDRESSES[group];
  // Datasets are named by paths.
  const name = group === 'datasets' ? [first, ...more].join('/') : first;
  return base && name ? `${base}/${encodeURIComponent(name)}` : undefined;
}

export function SubjectLink({ subject }: { subject: string }) {
  const slash = subject.indexOf('/');
  const name = slash < 0 ? subject : subject.slice(slash + 1);
  const short = /^[0-9a-f]{32}/.test(name) ? shortId(name) : name;
  const to = addressOf(subject);
  return to ? (
    <Link to={to} title={subject}>
      {short}
    </Link>
  ) : (
    <span title={subject}>{short}</span>
  );
}

/** `model.alias_moved` → `Model alias moved`. */
export function kindWords(kind: string): string {
  const words = kind.replace(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

const share = (value: unknown) => (typeof value === 'number' ? formatPercent(value, 0) : '–');
const figure = (value: unknown) => (typeof value === 'number' ? formatNumber(value, 3) : '–');

/** A window of a monitor in one line: which, and what it showed. */
function windowGist({ kind, data = {} }: SlipwayEvent): string {
  const { window_start: start, window_end: end } = data;
  const window = typeof start === 'number' && typeof end === 'number' ? formatWindow(start, end) : '';
  const told =
    kind === 'monitor.alert_fired'
      ? `${isText(data.rule) ? data.rule : 'rule'}: ${isText(data.condition) ? data.condition : ''}, is ${figure(data.value)}`
      : kind === 'monitor.window_judged'
        ? `AUC ${figure(data.auc)}, interval ${figure(data.auc_low)} to ${figure(data.auc_high)}`
        : `${share(data.drift_share)} of features drifted`;
  return [window, isText(data.version) ? `v${data.version}` : '', told].filter((part) => part !== '').join(', ');
}

/** The part of an event's data that a reader wants first. */
export function gist(event: SlipwayEvent): string {
  const data = event.data ?? {};
  if (event.kind === 'model.alias_moved' && isText(data.alias)) {
    const before = isText(data.previous_version) ? `v${data.previous_version} → ` : '';
    const now = isText(data.version) ? `v${data.version}` : '–';
    return `@${data.alias} ${before}${now}${isText(data.reason) ? `, ${data.reason}` : ''}`;
  }
  if (['monitor.window_closed', 'monitor.window_judged', 'monitor.alert_fired'].includes(event.kind)) return windowGist(event);
  if (event.kind === 'pipeline.run_finished' && isText(data.state)) return `${String(data.state).toLowerCase()}${isText(data.model_version) ? `, made v${data.model_version}` : ''}`;
  const parts = ['alias', 'version', 'rule', 'status', 'state', 'name', 'reason'].flatMap((key) => {
    const value = data[key];
    return isText(value) && value !== '' ? [key === 'version' ? `v${value}` : key === 'status' || key === 'state' ? String(value).toLowerCase() : String(value)] : [];
  });
  return parts.slice(0, 2).join(', ');
}

export function EventLine({ event }: { event: SlipwayEvent }) {
  return (
    <div className="row">
      <span style={{ whiteSpace: 'nowrap' }}>{kindWords(event.kind)}</span>
      <span style={{ whiteSpace: 'nowrap' }}>
        <SubjectLink subject={event.subject} />
      </span>
      <span className="grow cut soft" title={gist(event)}>
        {gist(event)}
      </span>
      <span className="muted" title={`by ${event.actor}`}>
        <Time at={event.time} />
      </span>
    </div>
  );
}
