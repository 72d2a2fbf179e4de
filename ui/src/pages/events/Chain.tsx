import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { verifyEvents } from '../../api/slipway';
import type { ChainState } from '../../api/types';
import { Badge } from '../../components/basics';
import { plural } from '../../lib/format';

type State = { kind: 'unknown' } | { kind: 'busy' } | { kind: 'known'; chain: ChainState } | { kind: 'failed'; message: string };

/** Whether the chain of events is whole, checked when asked. */
export function Chain({ at, onDone }: { at: boolean; onDone: () => void }) {
  const [state, setState] = useState<State>({ kind: 'unknown' });
  const verify = () => {
    setState({ kind: 'busy' });
    verifyEvents().then(
      (chain) => setState({ kind: 'known', chain }),
      (problem: unknown) => setState({ kind: 'failed', message: problem instanceof Error ? problem.message : String(problem) }),
    );
  };
  useEffect(() => {
    if (!at) return;
    verify();
    onDone();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the address asks for it
  }, [at]);
  return (
    <>
      <span role="status">{words(state)}</span>
      <Button loading={state.kind === 'busy'} onClick={verify}>
        Verify the chain
      </Button>
    </>
  );
}

function words(state: State) {
  if (state.kind === 'failed') return <Badge tone="bad">{state.message}</Badge>;
  if (state.kind !== 'known') return null;
  const { intact, events, problem } = state.chain;
  return intact ? <Badge tone="good">Chain is whole, {plural(events, 'event')}</Badge> : <Badge tone="bad">{problem ?? 'The chain is broken'}</Badge>;
}
