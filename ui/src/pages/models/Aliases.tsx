import { Button, Menu, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { moveAlias, rollbackAlias } from '../../api/slipway';
import type { ModelAlias, ModelVersion } from '../../api/types';
import { Chip, Panel } from '../../components/basics';
import { Failure, ReasonDialog, toast } from '../../components/feedback';
import { ArrowRightIcon, UndoIcon } from '../../components/icons';

interface Props {
  model: string;
  aliases: ModelAlias[];
  versions: ModelVersion[];
}

type Open = { kind: 'move'; alias: string; version: number } | { kind: 'rollback'; alias: string } | { kind: 'new' } | null;

/** Which version each alias names, and the ways to change it; each change takes a reason. */
export function Aliases({ model, aliases, versions }: Props) {
  const [open, setOpen] = useState<Open>(null);
  const client = useQueryClient();
  const refresh = () => Promise.all(['models', 'endpoints', 'events'].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const undo = (alias: string) => {
    rollbackAlias(model, alias, 'undo').then(
      () => {
        void refresh();
        toast(`@${alias} is back where it was.`);
      },
      (problem: unknown) => toast(problem instanceof Error ? problem.message : 'The undo failed.'),
    );
  };
  const move = async (alias: string, version: number, reason: string) => {
    await moveAlias(model, alias, version, reason);
    await refresh();
    const before = aliases.some((each) => each.alias === alias);
    toast(`@${alias} names v${version} now.`, before ? { label: 'Undo', run: () => undo(alias) } : undefined);
  };
  const rollback = async (alias: string, reason: string) => {
    await rollbackAlias(model, alias, reason);
    await refresh();
    toast(`@${alias} is rolled back.`, { label: 'Undo', run: () => undo(alias) });
  };
  return (
    <Panel title="Aliases" actions={<Button disabled={versions.length === 0} onClick={() => setOpen({ kind: 'new' })}>New alias</Button>}>
      {aliases.length === 0 ? (
        <p className="soft">
          No alias yet. Endpoints serve the version that <code>@champion</code> names.
        </p>
      ) : (
        <div className="stack-s" style={{ gap: 10 }}>
          {aliases.map((each) => (
            <AliasRow key={each.alias} alias={each} versions={versions} onMove={(version) => setOpen({ kind: 'move', alias: each.alias, version })} onRollback={() => setOpen({ kind: 'rollback', alias: each.alias })} />
          ))}
        </div>
      )}
      {open?.kind === 'move' ? (
        <ReasonDialog
          title={`Move @${open.alias} to v${open.version}`}
          lead={`Endpoints that follow @${open.alias} swap to version ${open.version} without a failed request. The reason is kept in the events.`}
          action="Move"
          onClose={() => setOpen(null)}
          onDone={(reason) => move(open.alias, open.version, reason)}
        />
      ) : null}
      {open?.kind === 'rollback' ? (
        <ReasonDialog
          title={`Roll back @${open.alias}`}
          lead="The alias goes back to the version that it named before."
          action="Roll back"
          onClose={() => setOpen(null)}
          onDone={(reason) => rollback(open.alias, reason)}
        />
      ) : null}
      {open?.kind === 'new' ? <NewAlias versions={versions} onClose={() => setOpen(null)} onDone={move} /> : null}
    </Panel>
  );
}

function AliasRow({ alias, versions, onMove, onRollback }: { alias: ModelAlias; versions: ModelVersion[]; onMove: (version: number) => void; onRollback: () => void }) {
  return (
    <div className="row wrap">
      <span style={{ minWidth: 116 }}>
        <Chip alias>@{alias.alias}</Chip>
      </span>
      <ArrowRightIcon size={14} />
      <strong style={{ minWidth: 40 }}>v{alias.version}</strong>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button disabled={versions.length < 2}>Move to…</Button>
        </Menu.Target>
        <Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
          {versions
            .filter((version) => version.version !== alias.version)
            .slice(0, 200)
            .map((version) => (
              <Menu.Item key={version.version} onClick={() => onMove(Number(version.version))}>
                v{version.version} {version.description ? <span className="muted">{version.description}</span> : null}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      <Button leftSection={<UndoIcon size={14} />} onClick={onRollback}>
        Roll back
      </Button>
    </div>
  );
}

function NewAlias({ versions, onClose, onDone }: { versions: ModelVersion[]; onClose: () => void; onDone: (alias: string, version: number, reason: string) => Promise<void> }) {
  const [alias, setAlias] = useState('');
  const [version, setVersion] = useState(versions[0]?.version ?? '');
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<unknown>(null);
  const valid = /^[\w-]{1,255}$/.test(alias) && alias !== 'latest' && !/^v\d+$/i.test(alias);
  return (
    <Modal opened onClose={onClose} title="New alias" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onDone(alias, Number(version), reason.trim()).then(onClose, setProblem);
        }}
      >
        <TextInput data-autofocus required label="Alias" placeholder="champion" value={alias} error={alias !== '' && !valid ? 'Letters, digits, _ and -; not “latest” and not like “v3”.' : null} onChange={(event) => setAlias(event.currentTarget.value)} />
        <NativeSelect label="Version" data={versions.map((each) => ({ value: each.version, label: `v${each.version}` }))} value={version} onChange={(event) => setVersion(event.currentTarget.value)} />
        <TextInput required label="Reason" value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        {problem ? <Failure problem={problem} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="filled" disabled={!valid || reason.trim() === ''}>
            Set
          </Button>
        </div>
      </form>
    </Modal>
  );
}
