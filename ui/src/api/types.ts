/** Shapes of the answers that the pages read. Times are epoch milliseconds. */

// MLflow's wire

export interface KeyValue {
  key: string;
  value: string;
}

export interface Experiment {
  experiment_id: string;
  name: string;
  artifact_location?: string;
  lifecycle_stage?: string;
  creation_time?: number | string;
  last_update_time?: number | string;
  tags?: KeyValue[];
}

export interface MetricPoint {
  key: string;
  value: number | string;
  timestamp: number | string;
  step?: number | string;
}

export type RunStatus = 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';

export interface RunInfo {
  run_id: string;
  run_name?: string;
  experiment_id: string;
  user_id?: string;
  status: RunStatus;
  start_time?: number | string;
  end_time?: number | string;
  artifact_uri?: string;
  lifecycle_stage?: string;
}

export interface DatasetInput {
  dataset: { name: string; digest: string; source_type?: string; source?: string; schema?: string; profile?: string };
  tags?: KeyValue[];
}

export interface MlflowRun {
  info: RunInfo;
  data: { metrics?: MetricPoint[]; params?: KeyValue[]; tags?: KeyValue[] };
  inputs?: { dataset_inputs?: DatasetInput[] };
  outputs?: { model_outputs?: { model_id: string; step?: number }[] };
}

export interface ArtifactFile {
  path: string;
  is_dir: boolean;
  file_size?: number | string;
}

export interface ModelAlias {
  alias: string;
  version: string;
}

export interface ModelVersion {
  name: string;
  version: string;
  creation_timestamp?: number | string;
  last_updated_timestamp?: number | string;
  current_stage?: string;
  description?: string;
  source?: string;
  run_id?: string;
  model_id?: string;
  status?: string;
  tags?: KeyValue[];
  aliases?: string[];
}

export interface RegisteredModel {
  name: string;
  creation_timestamp?: number | string;
  last_updated_timestamp?: number | string;
  description?: string;
  latest_versions?: ModelVersion[];
  tags?: KeyValue[];
  aliases?: ModelAlias[];
}

// Slipway's own

export interface SlipwayEvent {
  sequence: number;
  id: string;
  time: number;
  kind: string;
  subject: string;
  actor: string;
  workspace?: string;
  data?: Record<string, unknown>;
}

export interface ChainState {
  intact: boolean;
  events: number;
  head: string;
  /** Where and how the chain is broken; null if it holds. */
  problem: string | null;
}

export interface RoleState {
  name: string;
  state: 'RUNNING' | 'NOT_READY' | 'ELSEWHERE';
  summary: string;
  /** Why it is not ready. */
  problem?: string | null;
}

/** A key of the configuration with where its value came from; secrets are hidden by the server. */
export interface ConfigSetting {
  key: string;
  value?: string | null;
  source: string;
}

export interface DatasetSummary {
  name: string;
  versions: number;
  updated: number;
  latest?: DatasetVersion;
}

export interface ColumnProfile {
  name: string;
  type: string;
  missing?: number | null;
  min?: number | string | null;
  max?: number | string | null;
  mean?: number | null;
  distinct?: number | null;
}

export interface DatasetVersion {
  digest: string;
  version?: number;
  size: number;
  files: number;
  rows?: number | null;
  path?: string;
  source?: string;
  created?: number;
  time?: number;
  schema?: { name: string; type: string }[];
  profile?: { columns: ColumnProfile[] } | null;
}

export interface AliasChange {
  time: number;
  version: number | null;
  previous_version: number | null;
  actor: string;
  reason?: string | null;
}

export interface Comparison {
  time?: number;
  champion_version?: number | null;
  challenger_version?: number;
  champion_auc?: number;
  challenger_auc?: number;
  difference?: number;
  ci_low?: number;
  ci_high?: number;
  rows?: number;
  window?: string;
  window_start?: number;
  window_end?: number;
  pipeline?: string;
  pipeline_run?: string;
  promoted?: boolean;
  reason?: string;
}

export type StageState = 'QUEUED' | 'RUNNING' | 'CACHED' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface Pipeline {
  name: string;
  project?: string;
  model?: string;
  promotion?: Record<string, unknown> | null;
  retrain?: Record<string, unknown> | null;
  last_run?: PipelineRun | null;
  updated?: number;
}

export interface Stage {
  name: string;
  state: StageState;
  started?: number | null;
  finished?: number | null;
  deps?: StagePath[];
  outs?: StagePath[];
  problem?: string | null;
}

export type StagePath = string | { path: string; digest?: string; md5?: string; size?: number };

export interface PipelineRun {
  id: string;
  pipeline: string;
  state: StageState;
  reason?: string | null;
  params?: Record<string, unknown>;
  started?: number | null;
  finished?: number | null;
  created?: number | null;
  actor?: string;
  run_id?: string | null;
  model?: string | null;
  model_version?: number | null;
  problem?: string | null;
  stages?: Stage[];
}

export interface VersionReport {
  version: number;
  aliases?: string[];
  platform?: string;
  state: string;
  problem?: string | null;
  requests?: number;
}

export interface Instance {
  name: string;
  url: string;
  last_seen: number;
  /** True where reports have stopped. */
  silent: boolean;
  live_version: number | null;
}

export interface Endpoint {
  model: string;
  live_version: number | null;
  versions: VersionReport[];
  instances: Instance[];
  /** Requests a second over the last five seconds. */
  rate: number;
  /** Of the last five seconds. */
  failures: number;
  p50_micros: number;
  p95_micros: number;
  p99_micros: number;
}

export interface SeriesPoint {
  time: number;
  requests: number;
  failures: number;
  p50_micros: number;
  p95_micros: number;
  p99_micros: number;
  live_version: number | null;
}

export interface Swap {
  time: number;
  instance?: string;
  from: number | null;
  to: number | null;
}

export interface EndpointDetail extends Endpoint {
  series: SeriesPoint[];
  swaps: Swap[];
}

export interface MonitorWindow {
  start: number;
  end: number;
  rows: number;
  labelled: number;
  auc?: number | null;
  auc_low?: number | null;
  auc_high?: number | null;
  /** What the model reached when it was made. */
  reference_auc?: number | null;
  drift_share?: number | null;
  state: string;
}

export interface FeatureCell {
  window_start: number;
  psi?: number | null;
  ks?: number | null;
  missing_rate?: number | null;
  new_categories?: string[];
  drifted?: boolean;
}

export interface MonitorFeature {
  name: string;
  importance?: number | null;
  cells?: FeatureCell[];
}

export interface MonitorAlert {
  window_start: number;
  window_end?: number;
  rule: string;
  value: number;
  fired: number;
}

export interface Monitor {
  name: string;
  model: string;
  /** ISO 8601, e.g. P1M. */
  window: string;
  rules: unknown[];
  windows: MonitorWindow[];
  features?: MonitorFeature[];
  alerts?: MonitorAlert[];
  /** How many alerts have fired in all. */
  fired: number;
}

export interface DistributionBin {
  label: string;
  reference: number;
  current: number;
}

/** Reference and current distribution, each a share per bin. */
export interface FeatureDetail {
  feature: string;
  window_start: number;
  rows: number;
  bins: DistributionBin[];
}
