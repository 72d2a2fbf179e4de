import { Checkbox } from '@mantine/core';
import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type SortingState,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { isTyping } from '../lib/keys';
import { DownIcon, UpIcon } from './icons';
import css from './table.module.css';

export interface Column<T> {
  id: string;
  header: string;
  unit?: string;
  /** Whole words for the header's tooltip. */
  title?: string;
  /** Pixels; a column that grows takes what is left beyond it. */
  width: number;
  grow?: boolean;
  right?: boolean;
  cell: (row: T) => ReactNode;
  /** What to sort by, here or (where the server sorts) by its name only. */
  sort?: (row: T) => number | string | null | undefined;
}

export interface Sort {
  id: string;
  desc: boolean;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowId: (row: T) => string;
  sort?: Sort | undefined;
  onSort?: ((sort: Sort | undefined) => void) | undefined;
  /** The rows come sorted; a header only asks for another order. */
  serverSorted?: boolean;
  hidden?: string[];
  selected?: string[];
  onSelect?: (ids: string[]) => void;
  onOpen?: (row: T) => void;
  onCompare?: () => void;
  /** Takes the height that is left and scrolls inside. */
  fill?: boolean;
  bare?: boolean;
  /** Asked for when the end comes near. */
  onEnd?: (() => void) | undefined;
  foot?: ReactNode;
}

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  sortedRowModel: createSortedRowModel(),
});
const ROW = 34;
const VIRTUAL_FROM = 100;

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

function definitions<T>(columns: Column<T>[]): ColumnDef<typeof features, T & object>[] {
  return columns.map((column) => ({
    id: column.id,
    accessorFn: (row: T & object) => column.sort?.(row) ?? undefined,
    enableSorting: column.sort !== undefined,
    sortUndefined: 'last' as const,
    sortFn: (a, b, id) => compare(a.getValue(id), b.getValue(id)),
  }));
}

/** A dense table: sorted by its headers, selected and opened by mouse and keyboard, virtual when long. */
export function DataTable<T>(props: Props<T>) {
  const { columns, rows, rowId, sort, onSort, selected, onSelect, onOpen, onCompare, onEnd, hidden } = props;
  const [ownSort, setOwnSort] = useState<Sort | undefined>();
  const order = onSort ? sort : (ownSort ?? sort);
  const setOrder = onSort ?? setOwnSort;
  const shown = useMemo(() => columns.filter((column) => !hidden?.includes(column.id)), [columns, hidden]);
  const sorting: SortingState = useMemo(() => (order ? [order] : []), [order]);
  const table = useTable({
    features,
    columns: useMemo(() => definitions(columns), [columns]),
    data: rows as (T & object)[],
    getRowId: rowId,
    state: { sorting },
    onSortingChange: () => undefined,
    manualSorting: props.serverSorted ?? false,
  });
  const list = table.getRowModel().rows;

  const scroll = useRef<HTMLDivElement>(null);
  const virtual = (props.fill ?? false) && list.length > VIRTUAL_FROM;
  const virtualizer = useVirtualizer({
    count: list.length,
    enabled: virtual,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtual ? virtualizer.getVirtualItems() : [];
  const first = virtual ? (items[0]?.index ?? 0) : 0;
  const last = virtual ? (items.at(-1)?.index ?? -1) : list.length - 1;
  const before = virtual ? (items[0]?.start ?? 0) : 0;
  const after = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0;

  useEffect(() => {
    if (onEnd && list.length > 0 && last >= list.length - 60) onEnd();
  }, [onEnd, last, list.length]);

  const [active, setActive] = useState(-1);
  const toggle = (id: string) => {
    if (!selected || !onSelect) return;
    onSelect(selected.includes(id) ? selected.filter((each) => each !== id) : [...selected, id]);
  };
  const act = (key: string): boolean => {
    const current = list[active];
    if (key === 'j' || key === 'k') {
      const next = Math.min(list.length - 1, Math.max(0, active + (key === 'j' ? 1 : -1)));
      setActive(next);
      if (virtual) virtualizer.scrollToIndex(next);
      else scroll.current?.querySelectorAll('tbody tr')[next]?.scrollIntoView({ block: 'nearest' });
      return true;
    }
    if (key === 'x' && current && onSelect) toggle(current.id);
    else if (key === 'Enter' && current && onOpen) onOpen(current.original);
    else if (key === 'c' && onCompare) onCompare();
    else return false;
    return true;
  };
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
      if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.closest('a,button')) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  const selectable = selected !== undefined && onSelect !== undefined;
  const width = shown.reduce((sum, column) => sum + column.width, selectable ? 34 : 0);
  const all = list.length > 0 && selected?.length === list.length;
  const span = shown.length + (selectable ? 1 : 0);
  const pin = props.fill ? (css.pin ?? '') : '';
  return (
    <div ref={scroll} className={`${css.scroll ?? ''} ${props.fill ? (css.fill ?? '') : ''} ${props.bare ? (css.bare ?? '') : ''}`} tabIndex={0} role="region" aria-label={props.label}>
      <table className={css.table} style={{ minWidth: width }} aria-rowcount={list.length + 1}>
        <colgroup>
          {selectable ? <col style={{ width: 34 }} /> : null}
          {shown.map((column) => (
            <col key={column.id} style={column.grow ? undefined : { width: column.width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {selectable ? (
              <th className={css.check}>
                <Checkbox
                  aria-label={all ? 'Select none' : 'Select all rows that are loaded'}
                  checked={all}
                  indeterminate={!all && selected.length > 0}
                  onChange={() => onSelect(all || selected.length > 0 ? [] : list.slice(0, 50).map((row) => row.id))}
                />
              </th>
            ) : null}
            {shown.map((column, i) => (
              <Header key={column.id} column={column} order={order} pin={i === 0 ? pin : ''} onSort={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <tr className={css.spacer}><td colSpan={span} style={{ height: before }} /></tr> : null}
          {list.slice(first, last + 1).map((row, i) => (
            <tr
              key={row.id}
              aria-rowindex={first + i + 2}
              className={`${css.row ?? ''} ${onOpen ? (css.open ?? '') : ''}`}
              data-selected={selected?.includes(row.id) ? '' : undefined}
              data-active={first + i === active ? '' : undefined}
              onClick={(event) => {
                setActive(first + i);
                if (event.target instanceof HTMLElement && event.target.closest('a,button,input,label')) return;
                if (window.getSelection()?.toString()) return;
                onOpen?.(row.original);
              }}
            >
              {selectable ? (
                <td className={css.check}>
                  <Checkbox aria-label={`Select ${row.id}`} checked={selected.includes(row.id)} onChange={() => toggle(row.id)} />
                </td>
              ) : null}
              {shown.map((column, at) => (
                <td key={column.id} className={`${column.right ? (css.right ?? '') : ''} ${at === 0 ? pin : ''}`}>
                  {column.cell(row.original)}
                </td>
              ))}
            </tr>
          ))}
          {after > 0 ? <tr className={css.spacer}><td colSpan={span} style={{ height: after }} /></tr> : null}
        </tbody>
      </table>
      {props.foot ? <div className={css.foot}>{props.foot}</div> : null}
    </div>
  );
}

function Header<T>({ column, order, pin, onSort }: { column: Column<T>; order: Sort | undefined; pin: string; onSort: (sort: Sort | undefined) => void }) {
  const direction = order?.id === column.id ? (order.desc ? 'descending' : 'ascending') : 'none';
  const next = () => {
    if (direction === 'none') onSort({ id: column.id, desc: column.right ?? false });
    else onSort({ id: column.id, desc: direction === 'ascending' });
  };
  const name = (
    <>
      <span className="cut">{column.header}</span>
      {column.unit ? <span className={css.unit}>{column.unit}</span> : null}
    </>
  );
  return (
    <th scope="col" aria-sort={column.sort ? direction : undefined} className={`${column.right ? (css.right ?? '') : ''} ${pin}`} title={column.title ?? column.header}>
      {column.sort ? (
        <button type="button" className={`${css.sort ?? ''} ${direction === 'none' ? '' : (css.sorted ?? '')}`} onClick={next}>
          {name}
          {direction === 'none' ? null : order?.desc ? <DownIcon size={12} /> : <UpIcon size={12} />}
        </button>
      ) : (
        name
      )}
    </th>
  );
}
