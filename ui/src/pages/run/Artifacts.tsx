import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { artifactsQuery, artifactTextQuery, artifactUrl } from '../../api/mlflow';
import type { ArtifactFile } from '../../api/types';
import { Lines, Panel } from '../../components/basics';
import { CodeBlock, Empty, Failure, Loaded } from '../../components/feedback';
import { FileIcon, FolderIcon } from '../../components/icons';
import { formatBytes } from '../../lib/format';
import { server } from '../../lib/snippets';
import css from './run.module.css';

const IMAGE = /\.(png|jpe?g|gif|webp|svg|avif)$/i;
const TEXT = /(\.(txt|log|md|csv|tsv|json|jsonl|ya?ml|toml|py|sql|sh|ini|cfg|xml|html|lock)|(^|\/)(MLmodel|Dockerfile|LICENSE|README))$/i;
const MAX_PREVIEW = 1_000_000;
const MAX_SHOWN = 200_000;

interface Props {
  run: string;
  path: string | undefined;
  onPath: (path: string | undefined) => void;
}

/** The files of a run: a tree, and a look into the one that is chosen. */
export function Artifacts({ run, path, onPath }: Props) {
  const root = useQuery(artifactsQuery(run, ''));
  const [sizes, setSizes] = useState<Record<string, number>>({});
  const open = (file: ArtifactFile) => {
    setSizes((now) => ({ ...now, [file.path]: Number(file.file_size ?? 0) }));
    onPath(file.path);
  };
  return (
    <Panel flush>
      <Loaded query={root} skeleton={<div style={{ padding: 14 }}><Lines rows={6} /></div>}>
        {(files) =>
          files.length === 0 ? (
            <Empty
              title="No artifacts"
              snippets={[{ name: 'Python', text: `import mlflow\n\nmlflow.set_tracking_uri("${server()}")\nwith mlflow.start_run(run_id="${run}"):\n    mlflow.log_artifact("report.html")` }]}
            >
              Files that a run keeps: models, plots, reports.
            </Empty>
          ) : (
            <div className={css.files}>
              <div className={css.tree}>
                <Level run={run} files={files} depth={0} chosen={path} onOpen={open} />
              </div>
              <div className={css.preview}>{path ? <Preview run={run} path={path} size={sizes[path]} /> : <p className="soft">Choose a file to look into it.</p>}</div>
            </div>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Level({ run, files, depth, chosen, onOpen }: { run: string; files: ArtifactFile[]; depth: number; chosen: string | undefined; onOpen: (file: ArtifactFile) => void }) {
  return (
    <>
      {files.map((file) =>
        file.is_dir ? (
          <Folder key={file.path} run={run} file={file} depth={depth} chosen={chosen} onOpen={onOpen} />
        ) : (
          <button key={file.path} type="button" className={css.node} style={{ paddingLeft: 8 + depth * 16 }} aria-current={file.path === chosen} onClick={() => onOpen(file)}>
            <FileIcon size={14} />
            <span className="grow cut">{file.path.split('/').at(-1)}</span>
            <span className="muted">{formatBytes(Number(file.file_size ?? 0))}</span>
          </button>
        ),
      )}
    </>
  );
}

function Folder({ run, file, depth, chosen, onOpen }: { run: string; file: ArtifactFile; depth: number; chosen: string | undefined; onOpen: (file: ArtifactFile) => void }) {
  const [open, setOpen] = useState(chosen?.startsWith(`${file.path}/`) ?? false);
  const children = useQuery({ ...artifactsQuery(run, file.path), enabled: open });
  return (
    <>
      <button type="button" className={css.node} style={{ paddingLeft: 8 + depth * 16 }} aria-expanded={open} onClick={() => setOpen(!open)}>
        <FolderIcon size={14} />
        <span className="grow cut">{file.path.split('/').at(-1)}</span>
      </button>
      {open && children.error ? <Failure problem={children.error} retry={() => void children.refetch()} /> : null}
      {open && children.data ? <Level run={run} files={children.data} depth={depth + 1} chosen={chosen} onOpen={onOpen} /> : null}
    </>
  );
}

function Preview({ run, path, size }: { run: string; path: string; size: number | undefined }) {
  const url = artifactUrl(run, path);
  const readable = TEXT.test(path) && (size ?? 0) <= MAX_PREVIEW;
  return (
    <div className="stack">
      <div className="row spread wrap">
        <span className="mono" style={{ overflowWrap: 'anywhere' }}>{path}</span>
        <Button component="a" href={url} download>
          Download
        </Button>
      </div>
      {IMAGE.test(path) ? <img src={url} alt={path} /> : readable ? <TextPreview run={run} path={path} /> : <p className="soft">{TEXT.test(path) ? `Too large to show here (${formatBytes(size)}); download it.` : 'This kind of file cannot be shown here; download it.'}</p>}
    </div>
  );
}

function pretty(path: string, text: string): string {
  if (!path.endsWith('.json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function TextPreview({ run, path }: { run: string; path: string }) {
  const text = useQuery(artifactTextQuery(run, path));
  return (
    <Loaded query={text} skeleton={<Lines rows={8} />}>
      {(data) => (
        <>
          <CodeBlock text={pretty(path, data).slice(0, MAX_SHOWN)} label="Copy file" />
          {data.length > MAX_SHOWN ? <p className="muted">The first {formatBytes(MAX_SHOWN)} are shown.</p> : null}
        </>
      )}
    </Loaded>
  );
}
