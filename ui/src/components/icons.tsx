import type { ReactNode } from 'react';

function icon(paths: ReactNode) {
  return function Icon({ size = 16 }: { size?: number }) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        style={{ flex: 'none' }}
      >
        {paths}
      </svg>
    );
  };
}

export const OverviewIcon = icon(<path d="M3 3h6v8H3zM11 3h6v4h-6zM11 9h6v8h-6zM3 13h6v4H3z" />);
export const DatasetIcon = icon(
  <>
    <ellipse cx="10" cy="4.5" rx="6.5" ry="2.2" />
    <path d="M3.5 4.5v11c0 1.2 2.9 2.2 6.5 2.2s6.5-1 6.5-2.2v-11M3.5 10c0 1.2 2.9 2.2 6.5 2.2s6.5-1 6.5-2.2" />
  </>,
);
export const ExperimentIcon = icon(<path d="M7.5 2.5h5M8.5 2.5V8L3.6 16a1 1 0 0 0 .9 1.5h11a1 1 0 0 0 .9-1.5L11.5 8V2.5M6 12.5h8" />);
export const ModelIcon = icon(<path d="M10 2.5 16.5 6v8L10 17.5 3.5 14V6zM3.5 6 10 9.5 16.5 6M10 9.5v8" />);
export const PipelineIcon = icon(
  <>
    <circle cx="4.5" cy="10" r="2" />
    <circle cx="15.5" cy="4.5" r="2" />
    <circle cx="15.5" cy="15.5" r="2" />
    <path d="M6.5 10H9c2.5 0 2-5.5 4.5-5.5M9 10c2.5 0 2 5.5 4.5 5.5" />
  </>,
);
export const EndpointIcon = icon(<path d="M2.5 10h4l2-6 3.5 12 2-6h3.5" />);
export const MonitorIcon = icon(
  <>
    <path d="M1.8 10S5 4.5 10 4.5 18.2 10 18.2 10 15 15.5 10 15.5 1.8 10 1.8 10z" />
    <circle cx="10" cy="10" r="2.4" />
  </>,
);
export const EventIcon = icon(<path d="M6.5 4.5h11M6.5 10h11M6.5 15.5h11M2.5 4.5h.5M2.5 10h.5M2.5 15.5h.5" />);
export const SettingsIcon = icon(<path d="M3 5.5h7M14 5.5h3M3 14.5h3M10 14.5h7M12 3.5v4M8 12.5v4" />);
export const SearchIcon = icon(
  <>
    <circle cx="8.8" cy="8.8" r="5.3" />
    <path d="m13 13 4.2 4.2" />
  </>,
);
export const CopyIcon = icon(<path d="M7.5 7.5h9v9h-9zM4 12.5H3.5v-9h9V4" />);
export const CheckIcon = icon(<path d="m4 10.5 4 4 8-9" />);
export const CrossIcon = icon(<path d="m5 5 10 10M15 5 5 15" />);
export const WarnIcon = icon(<path d="M10 3 18 16.5H2zM10 8v4M10 14.3v.1" />);
export const ClockIcon = icon(
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4l2.5 2" />
  </>,
);
export const PlayIcon = icon(<path d="M6 4v12l10-6z" />);
export const DotIcon = icon(<circle cx="10" cy="10" r="3.5" fill="currentColor" stroke="none" />);
export const DashIcon = icon(<path d="M5 10h10" />);
export const SunIcon = icon(
  <>
    <circle cx="10" cy="10" r="3.3" />
    <path d="M10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M15.7 4.3l-1.1 1.1M5.4 14.6l-1.1 1.1" />
  </>,
);
export const MoonIcon = icon(<path d="M16.5 11.5A7 7 0 0 1 8.5 3.5a7 7 0 1 0 8 8z" />);
export const SystemIcon = icon(<path d="M3 4h14v9.5H3zM7.5 17h5M10 13.5V17" />);
export const CollapseIcon = icon(<path d="M3 3.5h14v13H3zM8 3.5v13M13.5 8l-2 2 2 2" />);
export const ExpandIcon = icon(<path d="M3 3.5h14v13H3zM8 3.5v13M11.5 8l2 2-2 2" />);
export const FolderIcon = icon(<path d="M2.5 5h5l1.5 2h8.5v9h-15z" />);
export const FileIcon = icon(<path d="M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15" />);
export const ColumnsIcon = icon(<path d="M3 3.5h14v13H3zM7.7 3.5v13M12.3 3.5v13" />);
export const RefreshIcon = icon(<path d="M16 10a6 6 0 1 1-1.8-4.3L16 7.5M16 3.5v4h-4" />);
export const UndoIcon = icon(<path d="M4 8h8a4 4 0 0 1 0 8H8M4 8l3.5-3.5M4 8l3.5 3.5" />);
export const ArrowRightIcon = icon(<path d="M4 10h12M11.5 5.5 16 10l-4.5 4.5" />);
export const UpIcon = icon(<path d="M10 16V4.5M5 9l5-5 5 5" />);
export const DownIcon = icon(<path d="M10 4v11.5M5 11l5 5 5-5" />);
export const KeyboardIcon = icon(<path d="M2 5h16v10H2zM5 8h.1M8.3 8h.1M11.6 8h.1M15 8h.1M6 12h8" />);
