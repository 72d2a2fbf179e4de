import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { aliasHistoryQuery } from '../../api/slipway';
import type { AliasChange } from '../../api/types';
import { Lines, Panel, Time } from '../../components/basics';
import { DataTable, type Column } from '../../components/DataTable';
import { Loaded } from '../../components/feedback';
import { formatLocal } from '../../lib/format';

const version = (value: number | null | undefined) => (value === null || value === undefined ? '–' : `v${value}`);

const COLUMNS: Column<AliasChange>[] = [
  { id: 'time', header: 'When', width: 110, cell: (row) => <Time at={row.time} />, sort: (row) => row.time },
  { id: 'moment', header: 'Moment', width: 160, cell: (row) => <span className="soft">{formatLocal(row.time)}</span> },
  { id: 'change', header: 'Change', width: 130, cell: (row) => <span>{version(row.previous_version)} → <strong>{version(row.version)}</strong></span> },
  { id: 'actor', header: 'By', width: 150, cell: (row) => row.actor, sort: (row) => row.actor },
  { id: 'reason', header: 'Reason', width: 260, grow: true, cell: (row) => <span title={row.reason ?? ''}>{row.reason ?? '–'}</span> },
];

/** Which version an alias named at each moment, and who said so. */
export function AliasHistory({ model, aliases, chosen, onChoose }: { model: string; aliases: string[]; chosen: string | undefined; onChoose: (alias: string) => void }) {
  const alias = chosen ?? (aliases.includes('champion') ? 'champion' : aliases[0]);
  const history = useQuery({ ...aliasHistoryQuery(model, alias ?? ''), enabled: alias !== undefined });
  if (alias === undefined) return <Panel><p className="soft">This model has no alias yet; its history starts with the first.</p></Panel>;
  const names = aliases.includes(alias) ? aliases : [alias, ...aliases];
  return (
    <div className="stack">
      {names.length > 1 ? <div><SegmentedControl aria-label="Alias" value={alias} onChange={onChoose} data={names.map((name) => ({ value: name, label: `@${name}` }))} /></div> : null}
      <Loaded query={history} skeleton={<Lines rows={4} height={28} />}>
        {(changes) =>
          changes.length === 0 ? (
            <Panel><p className="soft">@{alias} has not been moved since changes are recorded.</p></Panel>
          ) : (
            <DataTable label={`History of ${alias}`} columns={COLUMNS} rows={changes} rowId={(row) => `${row.time}-${row.version ?? 0}`} sort={{ id: 'time', desc: true }} />
          )
        }
      </Loaded>
    </div>
  );
}
