import type { KeyValue, MlflowRun } from '../../api/types';
import { CopyButton, Id, Panel } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';

const COLUMNS: Column<KeyValue>[] = [
  { id: 'key', header: 'Name', width: 200, cell: (row) => <span title={row.key}>{row.key}</span>, sort: (row) => row.key },
  { id: 'value', header: 'Value', width: 200, grow: true, cell: (row) => <span className="mono" title={row.value}>{row.value}</span>, sort: (row) => (Number.isNaN(Number(row.value)) ? row.value : Number(row.value)) },
];

function Pairs({ title, rows, none }: { title: string; rows: KeyValue[]; none: string }) {
  const text = JSON.stringify(Object.fromEntries(rows.map((row) => [row.key, row.value])), null, 2);
  return (
    <Panel title={title} flush actions={rows.length > 0 ? <CopyButton text={text} label={`Copy ${title.toLowerCase()} as JSON`} /> : null}>
      {rows.length > 0 ? (
        <DataTable bare label={title} columns={COLUMNS} rows={rows} rowId={(row) => row.key} sort={{ id: 'key', desc: false }} />
      ) : (
        <p className="soft" style={{ padding: 14 }}>{none}</p>
      )}
    </Panel>
  );
}

export function ParamsAndTags({ run }: { run: MlflowRun }) {
  const tags = run.data.tags ?? [];
  const data = run.inputs?.dataset_inputs ?? [];
  return (
    <div className="two">
      <Pairs title="Params" rows={run.data.params ?? []} none="This run logged no params." />
      <div className="stack">
        <Pairs title="Tags" rows={tags.filter((tag) => !tag.key.startsWith('mlflow.'))} none="This run has no tags of its own." />
        <Pairs title="From the client" rows={tags.filter((tag) => tag.key.startsWith('mlflow.'))} none="The client sent nothing about itself." />
        {data.length > 0 ? (
          <Panel title="Data">
            <div className="stack-s">
              {data.map(({ dataset, tags: marks }) => (
                <div key={dataset.name + dataset.digest} className="row spread">
                  <span>{dataset.name} <span className="muted">{marks?.find((tag) => tag.key === 'mlflow.data.context')?.value}</span></span>
                  <Id id={dataset.digest} length={16} />
                </div>
              ))}
            </div>
          </Panel>
        ) : null}
      </div>
    </div>
  );
}
