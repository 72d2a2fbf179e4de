import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ColumnsIcon } from '../../components/icons';
import type { KnownKeys } from '../../lib/runs';
import css from './runs.module.css';

const MAX_LISTED = 200;

/** Chooses the metrics, params and tags that the table shows, by search over all keys at hand. */
export function ColumnPicker({ keys, shown, onChange }: { keys: KnownKeys; shown: string[]; onChange: (columns: string[] | undefined) => void }) {
  const [text, setText] = useState('');
  const groups = [
    ['Metrics', keys.metrics.map((key) => `metrics.${key}`)],
    ['Params', keys.params.map((key) => `params.${key}`)],
    ['Tags', keys.tags.map((key) => `tags.${key}`)],
  ] as const;
  const toggle = (column: string) => onChange(shown.includes(column) ? shown.filter((each) => each !== column) : [...shown, column]);
  return (
    <Popover position="bottom-end" shadow="md" width={290} trapFocus>
      <Popover.Target>
        <Button leftSection={<ColumnsIcon size={14} />}>Columns</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput data-autofocus aria-label="Find a column" placeholder="Find a column" value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <div className={css.picker}>
          {groups.map(([title, all]) => {
            const found = all.filter((column) => column.toLowerCase().includes(text.toLowerCase())).slice(0, MAX_LISTED);
            if (found.length === 0) return null;
            return (
              <div key={title} className="stack-s">
                <div className={css.group}>{title}</div>
                {found.map((column) => (
                  <Checkbox key={column} label={column.slice(column.indexOf('.') + 1)} checked={shown.includes(column)} onChange={() => toggle(column)} />
                ))}
              </div>
            );
          })}
        </div>
        <Button fullWidth onClick={() => onChange(undefined)}>
          Back to the usual columns
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
