import { MantineProvider } from '@mantine/core';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { DataTable, type Column } from './DataTable';

interface Row {
  id: string;
  auc: number | undefined;
}

const ROWS: Row[] = [
  { id: 'b', auc: 0.7 },
  { id: 'a', auc: undefined },
  { id: 'c', auc: 0.9 },
];
const COLUMNS: Column<Row>[] = [
  { id: 'id', header: 'Name', width: 100, cell: (row) => row.id, sort: (row) => row.id },
  { id: 'auc', header: 'AUC', width: 100, right: true, cell: (row) => row.auc ?? '–', sort: (row) => row.auc },
];

function Shown({ rows = ROWS, onOpen = () => undefined, fill = false }: { rows?: Row[]; onOpen?: (row: Row) => void; fill?: boolean }) {
  const [selected, setSelected] = useState<string[]>([]);
  return (
    <MantineProvider>
      <DataTable label="Rows" fill={fill} columns={COLUMNS} rows={rows} rowId={(row) => row.id} selected={selected} onSelect={setSelected} onOpen={onOpen} />
    </MantineProvider>
  );
}

const names = () => screen.getAllByRole('row').slice(1).map((row) => within(row).getAllByRole('cell')[1]?.textContent);

test('headers sort, largest figure first, and what is missing comes last both ways', () => {
  render(<Shown />);
  expect(names()).toEqual(['b', 'a', 'c']);
  fireEvent.click(screen.getByRole('button', { name: 'AUC' }));
  expect(names()).toEqual(['c', 'b', 'a']);
  expect(screen.getByRole('columnheader', { name: 'AUC' })).toHaveAttribute('aria-sort', 'descending');
  fireEvent.click(screen.getByRole('button', { name: 'AUC' }));
  expect(names()).toEqual(['b', 'c', 'a']);
});

test('j, x and Enter move, select and open', () => {
  const opened: string[] = [];
  render(<Shown onOpen={(row) => opened.push(row.id)} />);
  fireEvent.keyDown(document.body, { key: 'j' });
  fireEvent.keyDown(document.body, { key: 'j' });
  fireEvent.keyDown(document.body, { key: 'x' });
  expect(screen.getByRole('checkbox', { name: 'Select a' })).toBeChecked();
  fireEvent.keyDown(document.body, { key: 'k' });
  fireEvent.keyDown(document.body, { key: 'Enter' });
  expect(opened).toEqual(['b']);
});

test('a hundred thousand rows keep a small document', () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => ({ id: `r${i}`, auc: i }));
  const { container } = render(<Shown rows={rows} fill />);
  expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '100001');
  expect(container.querySelectorAll('*').length).toBeLessThan(2000);
});
