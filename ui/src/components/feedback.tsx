import { Button, Modal, TextInput } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { ApiError } from '../api/http';
import { CopyButton } from './basics';
import { CrossIcon, RefreshIcon, WarnIcon } from './icons';
import css from './ui.module.css';

/** What failed, where, and a way to try again. */
export function Failure({ problem, retry }: { problem: unknown; retry?: (() => void) | undefined }) {
  const known = problem instanceof ApiError;
  const message = problem instanceof Error ? problem.message : String(problem);
  return (
    <div className={css.error} role="alert">
      <span className={css.errorIcon}>
        <WarnIcon size={18} />
      </span>
      <div className="grow stack-s">
        <div style={{ overflowWrap: 'anywhere' }}>{message}</div>
        {known ? <div className="mono muted" style={{ color: 'var(--text-2)' }}>{`${problem.request} · ${problem.code}`}</div> : null}
      </div>
      {retry ? (
        <Button leftSection={<RefreshIcon size={14} />} onClick={retry}>
          Retry
        </Button>
      ) : null}
    </div>
  );
}

/** The data once it is there; a skeleton before, the failure instead. */
export function Loaded<T>({ query, skeleton, children }: { query: UseQueryResult<T>; skeleton: ReactNode; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <Failure problem={query.error} retry={() => void query.refetch()} />;
  return <>{skeleton}</>;
}

export interface Snippet {
  name: string;
  text: string;
}

export function CodeBlock({ text, label = 'Copy' }: { text: string; label?: string }) {
  return (
    <div className={css.code}>
      <pre tabIndex={0} aria-label="Code">{text}</pre>
      <div className={css.codeCopy}>
        <CopyButton text={text} label={label} />
      </div>
    </div>
  );
}

export function Snippets({ snippets }: { snippets: Snippet[] }) {
  const [open, setOpen] = useState(0);
  const snippet = snippets[Math.min(open, snippets.length - 1)];
  if (!snippet) return null;
  return (
    <div className={css.code}>
      <div className={css.codeTabs} role="tablist" aria-label="Language">
        {snippets.map((each, i) => (
          <button key={each.name} type="button" role="tab" className={css.codeTab} aria-selected={i === open} onClick={() => setOpen(i)}>
            {each.name}
          </button>
        ))}
      </div>
      <div style={{ position: 'relative' }}>
        <pre tabIndex={0} aria-label={`${snippet.name} snippet`}>{snippet.text}</pre>
        <div className={css.codeCopy}>
          <CopyButton text={snippet.text} label="Copy snippet" />
        </div>
      </div>
    </div>
  );
}

/** What belongs here, and how to make the first one. */
export function Empty({ title, children, snippets = [] }: { title: string; children: ReactNode; snippets?: Snippet[] }) {
  return (
    <div className={css.empty}>
      <div className="stack-s">
        <div className={css.emptyTitle}>{title}</div>
        <p className="soft">{children}</p>
      </div>
      {snippets.length > 0 ? <Snippets snippets={snippets} /> : null}
    </div>
  );
}

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void } | undefined;
}

let toasts: Toast[] = [];
let nextToast = 1;
const watchers = new Set<() => void>();
const setToasts = (next: Toast[]) => {
  toasts = next;
  watchers.forEach((each) => each());
};
const dismiss = (id: number) => setToasts(toasts.filter((each) => each.id !== id));

/** Says briefly what was done, with a way to undo it. */
export function toast(text: string, action?: { label: string; run: () => void }): void {
  const id = nextToast++;
  setToasts([...toasts.slice(-3), { id, text, action }]);
  setTimeout(() => dismiss(id), action ? 12_000 : 5000);
}

export function Toasts() {
  const list = useSyncExternalStore(
    (watch) => {
      watchers.add(watch);
      return () => watchers.delete(watch);
    },
    () => toasts,
  );
  return (
    <div className={css.toasts} role="status" aria-live="polite">
      {list.map((each) => (
        <div key={each.id} className={css.toast}>
          <span className="grow">{each.text}</span>
          {each.action ? (
            <Button
              onClick={() => {
                dismiss(each.id);
                each.action?.run();
              }}
            >
              {each.action.label}
            </Button>
          ) : null}
          <button type="button" className={css.dismiss} aria-label="Dismiss" onClick={() => dismiss(each.id)}>
            <CrossIcon size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}

/** Asks for the reason of a change that others will read in the events. */
export function ReasonDialog({ title, lead, action, onClose, onDone }: { title: string; lead: ReactNode; action: string; onClose: () => void; onDone: (reason: string) => Promise<unknown> }) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = () => {
    setBusy(true);
    onDone(reason.trim())
      .then(onClose, setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div className="soft">{lead}</div>
        <TextInput data-autofocus label="Reason" placeholder="What speaks for it" value={reason} onChange={(event) => setReason(event.currentTarget.value)} required />
        {problem ? <Failure problem={problem} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={reason.trim() === ''}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
