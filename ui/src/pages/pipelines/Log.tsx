import { useEffect, useRef, useState } from 'react';
import { pipelineLog } from '../../api/slipway';
import { Failure } from '../../components/feedback';
import css from './pipelines.module.css';

const MAX_SHOWN = 400_000;
const EVERY = 1200;

/** A stage's log as it grows; stays at the end while the reader is there. */
export function Log({ id, stage, over }: { id: string; stage: string; over: boolean }) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const [read, setRead] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const offset = useRef(0);
  const box = useRef<HTMLDivElement>(null);
  const follow = useRef(true);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = async () => {
      const part = await pipelineLog(id, stage, offset.current, stop.signal);
      if (stop.signal.aborted) return;
      offset.current = part.next;
      setRead(true);
      if (part.text !== '') setText((now) => (now + part.text).slice(-MAX_SHOWN));
      if (!over || part.text !== '') timer = setTimeout(run, EVERY);
    };
    const run = () => {
      next().catch((failure: unknown) => {
        if (!stop.signal.aborted) setProblem(failure);
      });
    };
    run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [id, stage, over, attempt]);

  useEffect(() => {
    if (follow.current) box.current?.scrollTo(0, box.current.scrollHeight);
  }, [text]);

  if (problem) {
    return (
      <div style={{ padding: 14 }}>
        <Failure
          problem={problem}
          retry={() => {
            setProblem(null);
            setAttempt(attempt + 1);
          }}
        />
      </div>
    );
  }
  return (
    <div
      ref={box}
      className={css.log}
      tabIndex={0}
      role="log"
      aria-label={`Log of ${stage}`}
      onScroll={(event) => {
        const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
        follow.current = scrollHeight - scrollTop - clientHeight < 30;
      }}
    >
      {text === '' ? <span className="muted">{read ? (over ? 'This stage wrote nothing.' : 'Nothing written yet.') : 'Reading…'}</span> : text}
    </div>
  );
}
