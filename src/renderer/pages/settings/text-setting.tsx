// A setting that is text, a number or a list of ids: edited here, saved on request, with what came of it below.
import { type FormEvent, useEffect, useState } from 'react';
import type { SettingKey } from '../../../contracts/settings.ts';
import { Button } from '../../components/controls/button.tsx';
import { TextArea } from '../../components/controls/text-area.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { ChangeLine } from './change-line.tsx';
import { useChange } from './use-change.ts';

interface Words {
  readonly settingKey: SettingKey;
  /** The one key of a table that is changed; the rest of the table stays. */
  readonly within?: string;
  readonly label: string;
  readonly hint: string;
}

export interface TextSettingProps extends Words {
  readonly value: string;
  /** An example, shown while it is empty. */
  readonly placeholder?: string | undefined;
}

export function TextSetting({ settingKey, within, label, hint, value, placeholder }: TextSettingProps) {
  const { change, result, isBusy } = useChange();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const changed = text.trim();
    // Within a table an emptied value is taken away, for the schema of an address takes no empty text.
    void change(settingKey, within === undefined ? changed : { [within]: changed === '' ? null : changed });
  };
  return (
    <form className="settings-group" onSubmit={submit}>
      <TextField
        label={label}
        hint={hint}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Save isBusy={isBusy} isChanged={text.trim() !== value}>
        <ChangeLine result={result} />
      </Save>
    </form>
  );
}

export interface NumberSettingProps extends Words {
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export function NumberSetting({ settingKey, label, hint, value, min, max }: NumberSettingProps) {
  const { change, result, isBusy } = useChange();
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(settingKey, Number(text));
  };
  return (
    <form className="settings-group" onSubmit={submit}>
      <TextField
        type="number"
        label={label}
        hint={hint}
        min={min}
        max={max}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Save isBusy={isBusy} isChanged={text !== String(value)}>
        <ChangeLine result={result} />
      </Save>
    </form>
  );
}

export interface IdsSettingProps extends Words {
  readonly ids: readonly string[];
  /** Spaces and commas belong to an entry, as in the path of a folder. */
  readonly oneALine?: boolean;
}

export function IdsSetting({ settingKey, within, label, hint, ids, oneALine = false }: IdsSettingProps) {
  const { change, result, isBusy } = useChange();
  const now = ids.join('\n');
  const [text, setText] = useState(now);
  useEffect(() => setText(now), [now]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const entries = entriesIn(text, oneALine);
    void change(settingKey, within === undefined ? entries : { [within]: entries });
  };
  return (
    <form className="settings-group" onSubmit={submit}>
      <TextArea
        code
        label={label}
        hint={hint}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Save isBusy={isBusy} isChanged={entriesIn(text, oneALine).join('\n') !== now}>
        <ChangeLine result={result} />
      </Save>
    </form>
  );
}

function entriesIn(text: string, oneALine: boolean): string[] {
  if (!oneALine) return idsIn(text);
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
}

/** One a line, or parted by commas or spaces; each once. */
export function idsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((id) => id !== ''))];
}

interface SaveProps {
  readonly isBusy: boolean;
  readonly isChanged: boolean;
  readonly children: React.ReactNode;
}

function Save({ isBusy, isChanged, children }: SaveProps) {
  return (
    <div className="settings-actions">
      <Button type="submit" busy={isBusy} disabled={!isChanged}>
        Save
      </Button>
      {children}
    </div>
  );
}
