import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { experimentQuery, runQuery } from '../../api/mlflow';
import { shortId } from '../../lib/format';
import { isHere, NAV, SETTINGS } from '../nav';
import css from './frame.module.css';

interface Crumb {
  label: string;
  href: string;
}

/** Where the reader is: section, then object, then part of it. */
export function Breadcrumb() {
  const path = useLocation({ select: (location) => location.pathname });
  const [section = '', ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent);
  const runId = section === 'runs' ? (rest[0] ?? '') : '';
  const run = useQuery({ ...runQuery(runId), enabled: runId !== '' }).data;
  const experimentId = section === 'experiments' ? (rest[0] ?? '') : (run?.info.experiment_id ?? '');
  const experiment = useQuery({ ...experimentQuery(experimentId), enabled: experimentId !== '' }).data;

  const home = [...NAV, SETTINGS].find((entry) => isHere(entry, path));
  const crumbs: Crumb[] = home ? [{ label: home.label, href: home.to }] : [];
  if (experimentId) crumbs.push({ label: experiment?.name ?? experimentId, href: `/experiments/${experimentId}` });
  if (section === 'runs') crumbs.push({ label: run?.info.run_name ?? shortId(runId), href: path });
  else if (section === 'compare') crumbs.push({ label: 'Compare', href: path });
  else if (section !== 'experiments') {
    let href = `/${section}`;
    for (const part of rest) {
      href += `/${encodeURIComponent(part)}`;
      crumbs.push({ label: part.length > 60 ? `…${part.slice(-48)}` : part, href });
    }
  }
  return (
    <nav aria-label="Breadcrumb" className="grow">
      <ol className={css.crumbs}>
        {crumbs.map((crumb, i) => (
          <li key={crumb.href}>
            {i < crumbs.length - 1 ? (
              <>
                <Link to={crumb.href}>{crumb.label}</Link>
                <span aria-hidden="true" className="muted">
                  /
                </span>
              </>
            ) : (
              <span aria-current="page">{crumb.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
