// What the forms for a model share: the draft of who runs it, its address, and saving it. Which providers there are, and
// what an empty one means, is each form's own.
import { useEffect, useState } from 'react';
import { Button } from '../../components/controls/button.tsx';
import { TextField } from '../../components/controls/text-field.tsx';
import { ChangeLine } from './change-line.tsx';
import type { Change } from './use-change.ts';

export interface ModelDraft<Provider extends string> {
  readonly provider: Provider | '';
  readonly name: string;
  readonly baseUrl: string;
}

interface SavedModel<Provider extends string> {
  readonly provider?: Provider | undefined;
  readonly name?: string | undefined;
  readonly base_url?: string | undefined;
}

/** The saved one, also when it changes elsewhere; edits of it take back what was said of the last change. */
export function useModelDraft<Provider extends string>(
  saved: SavedModel<Provider> | undefined,
  clear: () => void,
) {
  const [draft, setDraft] = useState<ModelDraft<Provider>>({ provider: '', name: '', baseUrl: '' });
  useEffect(() => {
    if (saved === undefined) return;
    setDraft({ provider: saved.provider ?? '', name: saved.name ?? '', baseUrl: saved.base_url ?? '' });
  }, [saved]);
  const edit = (part: Partial<ModelDraft<Provider>>) => {
    clear();
    setDraft({ ...draft, ...part });
  };
  return { draft, edit };
}

/** As it is written to the file: what is emptied, or belongs to another provider, is taken away from it. */
export function asSetting<Provider extends string>({ provider, name, baseUrl }: ModelDraft<Provider>) {
  return {
    provider: provider === '' ? null : provider,
    name: name.trim() === '' ? null : name.trim(),
    base_url: provider === 'openai-compatible' ? baseUrl.trim() : null,
  };
}

/** Whether a model is named, and its server where it has an address. */
export function isWhole<Provider extends string>({ provider, name, baseUrl }: ModelDraft<Provider>): boolean {
  if (provider === '' || name.trim() === '') return false;
  return provider !== 'openai-compatible' || URL.canParse(baseUrl.trim());
}

export function AddressField(props: {
  readonly label?: string;
  readonly value: string;
  readonly onEdit: (part: { readonly baseUrl: string }) => void;
}) {
  return (
    <TextField
      code
      label={props.label ?? 'Address'}
      placeholder="http://127.0.0.1:11434/v1"
      hint="Of its API, as a web address that usually ends in /v1."
      value={props.value}
      onChange={(event) => props.onEdit({ baseUrl: event.currentTarget.value })}
    />
  );
}

export function SaveLine(props: {
  readonly change: Pick<Change, 'isBusy' | 'result'>;
  readonly disabled: boolean;
  readonly tone?: 'primary';
}) {
  const { change, disabled, tone } = props;
  return (
    <div className="settings-actions">
      <Button type="submit" busy={change.isBusy} disabled={disabled} {...(tone && { tone })}>
        Save
      </Button>
      <ChangeLine result={change.result} />
    </div>
  );
}
