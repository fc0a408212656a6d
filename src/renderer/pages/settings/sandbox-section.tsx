// The sandbox: which commands it holds, what holds them, what they may reach and how much they may use. Whatever lets
// a command do more is confirmed in the approval window.
import { useStore } from 'zustand';
import type { Config } from '../../../contracts/settings.ts';
import { ChoiceList } from '../../components/controls/choice-list.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import { DisclosureRow } from '../../components/layout/disclosure-row.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { IdsSetting, NumberSetting, TextSetting } from './text-setting.tsx';
import { useChange } from './use-change.ts';

type Sandbox = Config['sandbox'];

export function SandboxSection() {
  const app = useApp();
  const config = useStore(app.settings.store, (state) => state.config);
  const state = useStore(app.status.store, ({ status }) => status?.sandbox);
  if (config === null) return null;
  const { sandbox, limits } = config;
  return (
    <>
      {state && (
        <Banner level={state.available ? 'info' : 'danger'}>
          {state.available ? state.detail : `Commands are refused: ${state.detail}`}
        </Banner>
      )}
      <Mode sandbox={sandbox} />
      <Backend sandbox={sandbox} />
      {sandbox.backend !== 'system' && (
        <TextSetting
          settingKey="sandbox.image"
          label="Image"
          hint="What commands run in, for instance debian:12-slim. It is not fetched for you."
          value={sandbox.image}
        />
      )}
      <IdsSetting
        settingKey="sandbox.allow_hosts"
        label="Hosts that commands may reach"
        hint="One a line, as example.com or *.example.com. Empty means no network. What a command can read, it can send there."
        ids={sandbox.allow_hosts}
      />
      <IdsSetting
        settingKey="sandbox.read_only"
        label="Folders that commands may read"
        hint="Whole paths, one a line, beside the workspace. Nothing can be changed in them."
        ids={sandbox.read_only}
        oneALine
      />
      <DisclosureRow title="Limits of a command">
        <NumberSetting
          settingKey="limits.command_seconds"
          label="Seconds"
          hint="Then it is ended, with everything it started."
          value={limits.command_seconds}
          min={1}
          max={3_600}
        />
        <NumberSetting
          settingKey="limits.command_memory_mb"
          label="Memory in megabytes"
          hint="Of everything it started, together."
          value={limits.command_memory_mb}
          min={64}
          max={65_536}
        />
        <NumberSetting
          settingKey="limits.command_processes"
          label="Processes"
          hint="Processes and threads at the same time."
          value={limits.command_processes}
          min={8}
          max={65_536}
        />
        <NumberSetting
          settingKey="limits.command_file_mb"
          label="Largest file in megabytes"
          hint="Of a single file that it writes."
          value={limits.command_file_mb}
          min={1}
          max={1_048_576}
        />
      </DisclosureRow>
    </>
  );
}

function Mode({ sandbox }: { readonly sandbox: Sandbox }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <ChoiceList<Sandbox['mode']>
        label="Which commands are confined"
        value={sandbox.mode}
        onChange={(mode) => void change('sandbox.mode', mode)}
        choices={[
          { value: 'all', label: 'Every command' },
          {
            value: 'non-main',
            label: 'All but those of your own conversations',
            detail: 'Danger: what you ask for here runs with everything your account can do.',
          },
          {
            value: 'off',
            label: 'None',
            detail: 'Danger: every command can read, change and send whatever your account can.',
          },
        ]}
      />
      <ChangeLine result={result} />
    </div>
  );
}

function Backend({ sandbox }: { readonly sandbox: Sandbox }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <ChoiceList<Sandbox['backend']>
        label="What confines them"
        value={sandbox.backend}
        onChange={(backend) => void change('sandbox.backend', backend)}
        choices={[
          {
            value: 'system',
            label: 'The operating system',
            detail: 'Nothing else to install but bubblewrap. Terminals always use it.',
          },
          { value: 'podman', label: 'Podman', detail: 'A container for each command, without a service.' },
          {
            value: 'docker',
            label: 'Docker',
            detail: 'A container for each command, by a service that is root.',
          },
        ]}
      />
      <ChangeLine result={result} />
    </div>
  );
}
