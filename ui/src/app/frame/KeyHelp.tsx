import { Kbd, Modal } from '@mantine/core';
import { NAV, SETTINGS } from '../nav';
import css from './frame.module.css';

const KEYS: [string[], string][] = [
  [['Ctrl', 'K'], 'Search everything, run a command'],
  [['/'], 'Go to the filter of this page, or search'],
  [['j'], 'Next row'],
  [['k'], 'Previous row'],
  [['x'], 'Select the row'],
  [['Enter'], 'Open the row'],
  [['c'], 'Compare what is selected'],
  [['['], 'Collapse or expand the navigation'],
  [['?'], 'This list'],
];

export function KeyHelp({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className="two">
        <Keys rows={KEYS} />
        <Keys rows={[...NAV, SETTINGS].map((entry) => [['g', entry.key], `Go to ${entry.label}`])} />
      </div>
    </Modal>
  );
}

function Keys({ rows }: { rows: [string[], string][] }) {
  return (
    <dl className={css.keys}>
      {rows.map(([keys, what]) => (
        <div key={what} style={{ display: 'contents' }}>
          <dt>
            {keys.map((key) => (
              <Kbd key={key}>{key}</Kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}
