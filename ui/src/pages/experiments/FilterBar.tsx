import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { SearchIcon } from '../../components/icons';
import { checkFilter, filterKey, wordAt, type FilterProblem } from '../../lib/filter';
import type { KnownKeys } from '../../lib/runs';
import css from './runs.module.css';

const ATTRIBUTES = ['status', 'run_name', 'start_time', 'end_time', 'user_id', 'run_id'];
const MAX_OPTIONS = 12;

function suggestions(word: string, keys: KnownKeys): string[] {
  if (word === '') return [];
  const all = [
    ...keys.metrics.map((key) => filterKey('metrics', key)),
    ...keys.params.map((key) => filterKey('params', key)),
    ...keys.tags.map((key) => filterKey('tags', key)),
    ...ATTRIBUTES,
  ];
  const lower = word.toLowerCase();
  return all.filter((key) => key.toLowerCase().includes(lower) && key !== word).slice(0, MAX_OPTIONS);
}

/** MLflow's filter with completion of keys; says where a mistake is before it is sent. */
export function FilterBar({ value, keys, refused, onApply }: { value: string; keys: KnownKeys; refused: string | null; onApply: (filter: string) => void }) {
  const [text, setText] = useState(value);
  const [cursor, setCursor] = useState(value.length);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [problem, setProblem] = useState<FilterProblem | null>(() => checkFilter(value));
  useEffect(() => {
    setText(value);
    setProblem(checkFilter(value));
  }, [value]);
  const { from, word } = wordAt(text, cursor);
  const options = open ? suggestions(word, keys) : [];

  const apply = () => {
    const found = checkFilter(text);
    setProblem(found);
    setOpen(false);
    if (!found) onApply(text.trim());
  };
  const take = (option: string) => {
    const next = `${text.slice(0, from)}${option} ${text.slice(cursor)}`;
    setText(next);
    setCursor(from + option.length + 1);
    setAt(-1);
    setOpen(false);
  };
  return (
    <div className={css.filter}>
      <TextInput
        data-page-filter
        role="combobox"
        aria-label="Filter runs"
        aria-expanded={options.length > 0}
        aria-controls="filter-options"
        aria-invalid={problem !== null || refused !== null}
        spellCheck={false}
        autoComplete="off"
        leftSection={<SearchIcon size={14} />}
        placeholder="metrics.auc > 0.7 AND params.max_depth = '6'"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCursor(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
          setProblem(null);
          setOpen(true);
          setAt(-1);
        }}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          const chosen = options[at];
          if (event.key === 'ArrowDown' && options.length > 0) setAt((at + 1) % options.length);
          else if (event.key === 'ArrowUp' && options.length > 0) setAt((at + options.length - 1) % options.length);
          else if ((event.key === 'Enter' || event.key === 'Tab') && chosen) take(chosen);
          else if (event.key === 'Enter') apply();
          else if (event.key === 'Escape' && options.length > 0) setOpen(false);
          else if (event.key === 'Escape') event.currentTarget.blur();
          else return;
          event.preventDefault();
        }}
      />
      {options.length > 0 ? (
        <ul id="filter-options" role="listbox" aria-label="Keys" className={css.options}>
          {options.map((option, i) => (
            <li
              key={option}
              role="option"
              aria-selected={i === at}
              className={css.option}
              onMouseDown={(event) => {
                event.preventDefault();
                take(option);
              }}
            >
              {option}
            </li>
          ))}
        </ul>
      ) : null}
      {problem ? (
        <div className={css.problem} role="alert">
          <pre aria-hidden="true">{`${text}\n${' '.repeat(problem.at)}^`}</pre>
          {`At character ${problem.at + 1}: ${problem.message}`}
        </div>
      ) : refused ? (
        <div className={css.problem} role="alert">{refused}</div>
      ) : null}
    </div>
  );
}
