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
  readonly label: string;
  readonly hint: string;
}

export interface TextSettingProps extends Words {
  readonly value: string;
}

export function TextSetting({ settingKey, label, hint, value }: TextSettingProps) {
  const { change, result, isBusy } = useChange();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(settingKey, text.trim());
  };
  return (
    <form className="settings-group" onSubmit={submit}>
      <TextField
        label={label}
        hint={hint}
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
}

export function IdsSetting({ settingKey, label, hint, ids }: IdsSettingProps) {
  const { change, result, isBusy } = useChange();
  const now = ids.join('\n');
  const [text, setText] = useState(now);
  useEffect(() => setText(now), [now]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void change(settingKey, idsIn(text));
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
      <Save isBusy={isBusy} isChanged={idsIn(text).join('\n') !== now}>
        <ChangeLine result={result} />
      </Save>
    </form>
  );
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
