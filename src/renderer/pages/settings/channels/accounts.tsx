// Further accounts of a platform: chosen, added and taken away. Each has settings, credentials and people of its own.
import { type FormEvent, useState } from 'react';
import type { ChannelPlatform } from '../../../../contracts/channel-settings.ts';
import type { Config } from '../../../../contracts/settings.ts';
import { Button } from '../../../components/controls/button.tsx';
import { TextField } from '../../../components/controls/text-field.tsx';
import { DisclosureRow } from '../../../components/layout/disclosure-row.tsx';
import { ChangeLine } from '../change-line.tsx';
import { useChange } from '../use-change.ts';
import { accountNames } from './account.ts';

interface AccountsProps {
  readonly platform: ChannelPlatform;
  readonly config: Config;
  /** Null: the first account. */
  readonly chosen: string | null;
  readonly onChoose: (name: string | null) => void;
}

export function Accounts({ platform, config, chosen, onChoose }: AccountsProps) {
  const { change, result } = useChange();
  const [text, setText] = useState('');
  const names = accountNames(config, platform);
  const add = (event: FormEvent) => {
    event.preventDefault();
    const name = text.trim().toLowerCase();
    void change(`channels.${platform}.accounts.${name}`, { enabled: false }).then(({ kind }) => {
      if (kind !== 'saved') return;
      setText('');
      onChoose(name);
    });
  };
  const remove = (name: string) => {
    onChoose(null);
    void change(`channels.${platform}.accounts.${name}`, null);
  };
  return (
    <DisclosureRow
      title="Accounts"
      detail={names.length === 0 ? 'One' : `${names.length + 1}`}
      startsOpen={chosen !== null}
    >
      <div className="settings-actions">
        {[null, ...names].map((name) => (
          <Button
            key={name ?? ''}
            tone={name === chosen ? 'primary' : 'plain'}
            aria-pressed={name === chosen}
            onClick={() => onChoose(name)}
          >
            {name ?? 'The first'}
          </Button>
        ))}
        {chosen !== null && (
          <Button tone="danger" onClick={() => remove(chosen)}>
            {`Remove ${chosen}`}
          </Button>
        )}
      </div>
      <form className="settings-group" onSubmit={add}>
        <TextField
          label="A further account"
          hint="A short name for it: lower-case letters, digits and dashes, for instance work. Its credentials are kept under that name."
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className="settings-actions">
          <Button type="submit" disabled={!/^[a-z0-9-]{1,32}$/.test(text.trim().toLowerCase())}>
            Add
          </Button>
          <ChangeLine result={result} />
        </div>
      </form>
    </DisclosureRow>
  );
}
