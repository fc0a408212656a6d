// The presets: one of three, each with its rules written out before it is chosen. A wider one is confirmed in the
// approval window, a narrower one holds at once.
import { useStore } from 'zustand';
import type { Preset } from '../../../../contracts/settings.ts';
import { ChoiceList } from '../../../components/controls/choice-list.tsx';
import { DisclosureRow } from '../../../components/layout/disclosure-row.tsx';
import { useApp } from '../../../stores/chat-stores.ts';
import { ChangeLine } from '../change-line.tsx';
import { useChange } from '../use-change.ts';
import { RuleLines } from './rule-list.tsx';

const ELSE =
  'Whatever no rule covers is asked about for you and paired people, and denied for everybody else.';

export function PresetChooser({ preset }: { readonly preset: Preset }) {
  const app = useApp();
  const presets = useStore(app.settings.store, (state) => state.presets);
  const { change, result } = useChange();
  return (
    <section className="settings-group" aria-label="Preset">
      <ChoiceList<Preset>
        label="Preset"
        value={preset}
        onChange={(chosen) => void change('policy.preset', chosen)}
        choices={presets.map((one) => ({ value: one.preset, label: one.title, detail: one.summary }))}
      />
      <ChangeLine result={result} />
      <div className="preset-rules">
        {presets.map((one) => (
          <DisclosureRow key={one.preset} title={`The rules of ${one.title}`}>
            <RuleLines rules={one.rules} />
            <p className="text-quiet">
              {one.note} {ELSE}
            </p>
          </DisclosureRow>
        ))}
      </div>
    </section>
  );
}
