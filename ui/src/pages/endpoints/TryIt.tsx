import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { datatypesQuery, invoke, type Answer } from '../../api/inference';
import { modelFileQuery } from '../../api/slipway';
import { Badge, Lines, Panel } from '../../components/basics';
import { CodeBlock, Failure, Snippets, type Snippet } from '../../components/feedback';
import { PlayIcon } from '../../components/icons';
import { server } from '../../lib/snippets';
import { fieldsOf, invocation, openInference, type Field, type Values } from './signature';

/** One request by hand: a form made from the model's own signature, and the same as code. */
export function TryIt({ model, version, url }: { model: string; version: number | null; url: string | undefined }) {
  const features = useQuery(modelFileQuery(model, version, 'features.json'));
  const example = useQuery(modelFileQuery(model, version, 'input_example.json'));
  const fields = useMemo(() => fieldsOf(features.data, example.data), [features.data, example.data]);
  const [values, setValues] = useState<Values>({});
  const address = url ?? `${window.location.protocol}//${window.location.hostname}:8000`;
  const datatypes = useQuery(datatypesQuery(model, version)).data ?? {};
  const waiting = version !== null && (features.isPending || example.isPending);
  return (
    <div className="two">
      <Panel title="Try it">
        {waiting ? <Lines rows={6} /> : fields.length === 0 ? <p className="soft">{version === null ? 'No version answers now.' : 'The live version has neither a feature list nor an input example, so there is no form for it.'}</p> : <Form model={model} datatypes={datatypes} fields={fields} values={values} onValues={setValues} />}
      </Panel>
      <Panel title="The same as code">
        <Snippets snippets={snippets(model, address, fields, values, datatypes)} />
      </Panel>
    </div>
  );
}

function Form({ model, datatypes, fields, values, onValues }: { model: string; datatypes: Record<string, string>; fields: Field[]; values: Values; onValues: (values: Values) => void }) {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const send = () => {
    setBusy(true);
    setProblem(null);
    invoke(model, openInference(fields, values, datatypes))
      .then(setAnswer, (failure: unknown) => {
        setAnswer(null);
        setProblem(failure);
      })
      .finally(() => setBusy(false));
  };
  const set = (field: Field, value: string) => onValues({ ...values, [field.name]: value });
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(128px, 1fr))', gap: '8px 12px' }}>
        {fields.map((field) =>
          field.categories.length > 0 ? (
            <NativeSelect key={field.name} label={field.name} data={[{ value: '', label: 'missing' }, ...field.categories]} value={values[field.name] ?? field.example} onChange={(event) => set(field, event.currentTarget.value)} />
          ) : (
            <TextInput key={field.name} label={field.name} inputMode={field.type === 'number' ? 'decimal' : 'text'} value={values[field.name] ?? field.example} error={field.type === 'number' && Number.isNaN(Number(values[field.name] ?? field.example)) ? 'Not a number' : null} onChange={(event) => set(field, event.currentTarget.value)} />
          ),
        )}
      </div>
      <div className="row">
        <Button type="submit" variant="filled" leftSection={<PlayIcon size={14} />} loading={busy}>
          Send
        </Button>
        {answer ? (
          <>
            <Badge tone="good">Answered{answer.version ? ` by v${answer.version}` : ''}</Badge>
            <span className="muted">{answer.millis.toFixed(1)} ms from the browser, through this server</span>
          </>
        ) : null}
      </div>
      {problem ? <Failure problem={problem} /> : null}
      {answer ? <CodeBlock text={JSON.stringify(answer.body, null, 2)} label="Copy answer" /> : null}
    </form>
  );
}

function snippets(model: string, url: string, fields: Field[], values: Values, datatypes: Record<string, string>): Snippet[] {
  const infer = fields.length > 0 ? openInference(fields, values, datatypes) : { inputs: [] };
  const rows = fields.length > 0 ? invocation(fields, values) : { dataframe_split: { columns: [], data: [] } };
  const record = (rows as { dataframe_split: { columns: string[]; data: unknown[][] } }).dataframe_split;
  const python = record.columns.map((name, i) => `    ${JSON.stringify(name)}: [${record.data[0]?.[i] === null ? 'None' : JSON.stringify(record.data[0]?.[i])}],`).join('\n');
  return [
    { name: 'curl', text: `curl -s ${url}/v2/models/${model}/infer \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(infer)}'` },
    { name: 'curl, MLflow', text: `curl -s ${url}/models/${model}/invocations \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(rows)}'` },
    {
      name: 'Python',
      text: `import mlflow
import pandas as pd

mlflow.set_tracking_uri("${server()}")
model = mlflow.pyfunc.load_model("models:/${model}@champion")
print(model.predict(pd.DataFrame({\n${python}\n})))`,
    },
    {
      name: 'Python, HTTP',
      text: `import json, urllib.request

body = json.dumps(${JSON.stringify(rows)}).encode()
request = urllib.request.Request(
    "${url}/models/${model}/invocations", body,
    {"Content-Type": "application/json"})
print(urllib.request.urlopen(request).read().decode())`.replaceAll('null', 'None'),
    },
  ];
}
