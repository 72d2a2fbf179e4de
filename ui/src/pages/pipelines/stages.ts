import type { PipelineRun, Stage, StagePath } from '../../api/types';

/** Milliseconds from start to end, or to now while it goes on. */
export function lasted(of: PipelineRun | Stage, now = Date.now()): number | undefined {
  if (!of.started) return undefined;
  if (of.finished) return of.finished - of.started;
  return of.state === 'RUNNING' ? now - of.started : undefined;
}

export const pathOf = (path: StagePath): string => (typeof path === 'string' ? path : path.path);
export const digestOf = (path: StagePath): string | undefined => (typeof path === 'string' ? undefined : (path.digest ?? path.md5));

/** The stage to look at first: the one that failed, else the one that runs, else the last that did something. */
export function firstLook(stages: Stage[]): string | undefined {
  const by = (state: string) => stages.find((stage) => stage.state === state)?.name;
  return by('FAILED') ?? by('RUNNING') ?? stages.findLast((stage) => stage.state === 'SUCCEEDED')?.name ?? stages[0]?.name;
}
