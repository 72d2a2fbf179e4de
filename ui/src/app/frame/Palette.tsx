import { Modal, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ComponentType } from 'react';
import { experimentsQuery, modelsQuery } from '../../api/mlflow';
import { endpointsQuery, monitorsQuery } from '../../api/monitoring';
import { datasetsQuery, pipelinesQuery } from '../../api/slipway';
import {
  ArrowRightIcon,
  DatasetIcon,
  EndpointIcon,
  EventIcon,
  ExperimentIcon,
  ModelIcon,
  MonitorIcon,
  MoonIcon,
  PipelineIcon,
  SunIcon,
  SystemIcon,
} from '../../components/icons';
import { NAV, SETTINGS } from '../nav';
import css from './frame.module.css';

interface Entry {
  label: string;
  kind: string;
  icon: ComponentType<{ size?: number }>;
  run: () => void;
}

/** Every page, object and action, found by typing a part of its name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const entries = useEntries(text).slice(0, 60);
  const chosen = Math.min(at, entries.length - 1);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding={0} size={620} yOffset="12vh" centered={false} aria-label="Search">
      <div className={css.palette}>
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-results"
          aria-activedescendant={entries.length > 0 ? `palette-${chosen}` : undefined}
          aria-label="Search pages, objects and actions"
          placeholder="Search pages, objects and actions"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt(Math.min(entries.length - 1, chosen + 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1));
            else if (event.key === 'Enter') run(entries[chosen]);
            else return;
            event.preventDefault();
          }}
        />
        <ul className={css.results} id="palette-results" role="listbox" aria-label="Results">
          {entries.map((entry, i) => (
            <li
              key={`${entry.kind} ${entry.label}`}
              id={`palette-${i}`}
              role="option"
              aria-selected={i === chosen}
              className={css.result}
              onMouseMove={() => setAt(i)}
              onClick={() => run(entry)}
              ref={(element) => {
                if (i === chosen) element?.scrollIntoView({ block: 'nearest' });
              }}
            >
              <entry.icon />
              <span className="cut">{entry.label}</span>
              <span className={css.kind}>{entry.kind}</span>
            </li>
          ))}
          {entries.length === 0 ? <li className={css.result}>Nothing is called “{text}”.</li> : null}
        </ul>
      </div>
    </Modal>
  );
}

function useEntries(text: string): Entry[] {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const objects = useObjects();
  const pages = [...NAV, SETTINGS].map((entry): Entry => ({ label: entry.label, kind: 'Page', icon: entry.icon, run: () => void navigate({ to: entry.to }) }));
  const actions: Entry[] = [
    { label: 'Verify the event chain', kind: 'Action', icon: EventIcon, run: () => void navigate({ to: '/events', search: { verify: true } }) },
    { label: 'Theme: light', kind: 'Action', icon: SunIcon, run: () => setColorScheme('light') },
    { label: 'Theme: dark', kind: 'Action', icon: MoonIcon, run: () => setColorScheme('dark') },
    { label: 'Theme: as the system', kind: 'Action', icon: SystemIcon, run: () => setColorScheme('auto') },
    { label: 'API documentation', kind: 'Action', icon: ArrowRightIcon, run: () => window.location.assign('/docs') },
  ];
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const found = [...pages, ...objects, ...actions].filter((entry) => {
    const name = `${entry.label} ${entry.kind}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  if (/^[0-9a-f]{32}$/.test(wanted)) {
    found.unshift({ label: wanted, kind: 'Run by id', icon: ExperimentIcon, run: () => void navigate({ to: '/runs/$run', params: { run: wanted } }) });
  }
  return found;
}

function useObjects(): Entry[] {
  const navigate = useNavigate();
  const experiments = useQuery(experimentsQuery).data ?? [];
  const models = useQuery(modelsQuery).data ?? [];
  const datasets = useQuery(datasetsQuery).data ?? [];
  const pipelines = useQuery(pipelinesQuery).data ?? [];
  const endpoints = useQuery(endpointsQuery).data ?? [];
  const monitors = useQuery(monitorsQuery).data ?? [];
  return [
    ...models.map((each): Entry => ({ label: each.name, kind: 'Model', icon: ModelIcon, run: () => void navigate({ to: '/models/$model', params: { model: each.name } }) })),
    ...endpoints.map((each): Entry => ({ label: each.model, kind: 'Endpoint', icon: EndpointIcon, run: () => void navigate({ to: '/endpoints/$model', params: { model: each.model } }) })),
    ...monitors.map((each): Entry => ({ label: each.name, kind: 'Monitor', icon: MonitorIcon, run: () => void navigate({ to: '/monitors/$monitor', params: { monitor: each.name } }) })),
    ...pipelines.map((each): Entry => ({ label: each.name, kind: 'Pipeline', icon: PipelineIcon, run: () => void navigate({ to: '/pipelines/$pipeline', params: { pipeline: each.name } }) })),
    ...experiments.map((each): Entry => ({ label: each.name, kind: 'Experiment', icon: ExperimentIcon, run: () => void navigate({ to: '/experiments/$experiment', params: { experiment: each.experiment_id } }) })),
    ...datasets.map((each): Entry => ({ label: each.name, kind: 'Dataset', icon: DatasetIcon, run: () => void navigate({ to: '/datasets/$dataset', params: { dataset: each.name } }) })),
  ];
}
