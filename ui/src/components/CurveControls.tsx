import { SegmentedControl, Slider, Switch } from '@mantine/core';
import { useState } from 'react';
import type { XAxis } from '../lib/curves';

export interface CurveSettings {
  smooth?: number | undefined;
  log?: true | undefined;
  axis?: XAxis | undefined;
}

/** Smoothing, scale and axis of the curves on a page. */
export function CurveControls({ value, onChange }: { value: CurveSettings; onChange: (change: CurveSettings) => void }) {
  const [smooth, setSmooth] = useState(value.smooth ?? 0);
  return (
    <>
      <label className="row soft" style={{ gap: 10 }}>
        Smoothing
        <Slider
          w={110}
          size="xs"
          min={0}
          max={0.98}
          step={0.02}
          label={null}
          thumbLabel="Smoothing"
          value={smooth}
          onChange={setSmooth}
          onChangeEnd={(next) => onChange({ ...value, smooth: next > 0 ? next : undefined })}
        />
        <span style={{ width: 30 }}>{smooth.toFixed(2)}</span>
      </label>
      <Switch label="Log scale" checked={value.log ?? false} onChange={(event) => onChange({ ...value, log: event.currentTarget.checked || undefined })} />
      <SegmentedControl
        aria-label="Horizontal axis"
        value={value.axis ?? 'step'}
        onChange={(next) => onChange({ ...value, axis: next === 'step' ? undefined : (next) })}
        data={[
          { value: 'step', label: 'Step' },
          { value: 'relative', label: 'Seconds' },
          { value: 'time', label: 'Time' },
        ]}
      />
    </>
  );
}
