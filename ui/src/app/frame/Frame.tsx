import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { followEvents, type LiveState } from '../../api/live';
import { Toasts } from '../../components/feedback';
import {
  CheckIcon,
  CollapseIcon,
  ExpandIcon,
  KeyboardIcon,
  MoonIcon,
  SearchIcon,
  SunIcon,
  SystemIcon,
} from '../../components/icons';
import { formatLocal } from '../../lib/format';
import { isTyping } from '../../lib/keys';
import { isHere, NAV, SETTINGS, type NavEntry } from '../nav';
import { Breadcrumb } from './Breadcrumb';
import css from './frame.module.css';

const Palette = lazy(() => import('./Palette').then((module) => ({ default: module.Palette })));
const KeyHelp = lazy(() => import('./KeyHelp').then((module) => ({ default: module.KeyHelp })));

type Open = 'palette' | 'keys' | null;

/** What stands around every page: the rail, the bar on top, and what answers to keys everywhere. */
export function Frame() {
  const [narrow, setNarrow] = useLocalStorage({ key: 'slipway-rail', defaultValue: window.innerWidth < 1000, getInitialValueInEffect: false });
  const [open, setOpen] = useState<Open>(null);
  useGlobalKeys(setOpen, () => setNarrow((now) => !now));
  const path = useLocation({ select: (location) => location.pathname });
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.scrollTo(0, 0), [path]);
  return (
    <div className={`${css.frame ?? ''} ${narrow ? (css.narrow ?? '') : ''}`}>
      <a href="#main" className={css.skip}>
        Skip to content
      </a>
      <Rail narrow={narrow} path={path} onToggle={() => setNarrow(!narrow)} />
      <header className={css.top}>
        <Breadcrumb />
        <Live />
        <button type="button" className={css.search} onClick={() => setOpen('palette')} title="Search pages, objects and actions">
          <SearchIcon size={14} />
          <span>Search</span>
          <span className={css.kbd}>Ctrl K</span>
        </button>
        <ThemeMenu />
        <Tooltip label="Keyboard (?)">
          <ActionIcon aria-label="Keyboard shortcuts" onClick={() => setOpen('keys')}>
            <KeyboardIcon />
          </ActionIcon>
        </Tooltip>
      </header>
      <main id="main" ref={main} className={css.main} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        {open === 'palette' ? <Palette onClose={() => setOpen(null)} /> : null}
        {open === 'keys' ? <KeyHelp onClose={() => setOpen(null)} /> : null}
      </Suspense>
      <Toasts />
    </div>
  );
}

function Rail({ narrow, path, onToggle }: { narrow: boolean; path: string; onToggle: () => void }) {
  return (
    <nav className={css.rail} aria-label="Main">
      <Link to="/" className={css.brand} aria-label="Slipway, overview">
        <Mark />
        {narrow ? null : 'Slipway'}
      </Link>
      <ul className={css.nav}>
        {NAV.map((entry) => (
          <RailLink key={entry.to} entry={entry} narrow={narrow} here={isHere(entry, path)} />
        ))}
      </ul>
      <ul className={`${css.nav ?? ''} ${css.bottom ?? ''}`}>
        <RailLink entry={SETTINGS} narrow={narrow} here={isHere(SETTINGS, path)} />
        <li>
          <Tooltip label="Expand ([)" position="right" disabled={!narrow}>
            <button type="button" className={css.link} onClick={onToggle} aria-label={narrow ? 'Expand navigation' : 'Collapse navigation'}>
              {narrow ? <ExpandIcon /> : <CollapseIcon />}
              {narrow ? null : 'Collapse'}
            </button>
          </Tooltip>
        </li>
      </ul>
    </nav>
  );
}

function RailLink({ entry, narrow, here }: { entry: NavEntry; narrow: boolean; here: boolean }) {
  const Icon = entry.icon;
  return (
    <li>
      <Tooltip label={entry.label} position="right" disabled={!narrow}>
        <Link to={entry.to} className={css.link} aria-current={here ? 'page' : undefined} aria-label={entry.label} activeProps={{}}>
          <Icon />
          {narrow ? null : entry.label}
        </Link>
      </Tooltip>
    </li>
  );
}

function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true" style={{ flex: 'none' }}>
      <rect width="32" height="32" rx="7" fill="#1f5f8b" />
      <path d="M6 21h20l-3 5H9z" fill="#fff" />
      <path d="M16 5v13M16 7l7 11H16z" fill="#cfe4f2" stroke="#cfe4f2" strokeWidth="2" strokeLinejoin="round" />
    </svg>
  );
}

function Live() {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState | null>(null);
  useEffect(() => followEvents(client, setState), [client]);
  if (!state) return <span className={css.live}>Connecting…</span>;
  const since = formatLocal(state.since);
  return (
    <span className={css.live} role="status" title={state.live ? `Changes show at once, since ${since}` : `No news since ${since}; trying again`}>
      <span className={`${css.dot ?? ''} ${state.live ? '' : (css.dotOff ?? '')}`} />
      {state.live ? 'Live' : `Not live since ${since.slice(11, 16)}`}
    </span>
  );
}

const SCHEMES = [
  { value: 'auto', label: 'As the system', icon: SystemIcon },
  { value: 'light', label: 'Light', icon: SunIcon },
  { value: 'dark', label: 'Dark', icon: MoonIcon },
] as const;

function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Current = SCHEMES.find((each) => each.value === colorScheme)?.icon ?? SystemIcon;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon aria-label="Theme">
          <Current />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(({ value, label, icon: Icon }) => (
          <Menu.Item key={value} leftSection={<Icon size={14} />} rightSection={value === colorScheme ? <CheckIcon size={14} /> : null} onClick={() => setColorScheme(value)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function useGlobalKeys(setOpen: (open: Open) => void, toggleRail: () => void): void {
  const navigate = useNavigate();
  const afterG = useRef(0);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen('palette');
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (Date.now() - afterG.current < 1200) {
        afterG.current = 0;
        const entry = [...NAV, SETTINGS].find((each) => each.key === event.key);
        if (entry) {
          event.preventDefault();
          event.stopImmediatePropagation();
          void navigate({ to: entry.to });
          return;
        }
      }
      if (event.key === '/') {
        event.preventDefault();
        const filter = document.querySelector<HTMLInputElement>('[data-page-filter]');
        if (filter) filter.focus();
        else setOpen('palette');
      } else if (event.key === '?') setOpen('keys');
      else if (event.key === '[') toggleRail();
      else if (event.key === 'g') afterG.current = Date.now();
    };
    document.addEventListener('keydown', listen, true);
    return () => document.removeEventListener('keydown', listen, true);
  }, [navigate, setOpen, toggleRail]);
}
