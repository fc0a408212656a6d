// The web: who searches it, and which hosts pages are fetched from. One table of the settings file, changed whole.
import { useStore } from 'zustand';
import type { Config } from '../../../contracts/settings.ts';
import { ChoiceList } from '../../components/controls/choice-list.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { ChangeLine } from './change-line.tsx';
import { SecretField } from './secret-field.tsx';
import { IdsSetting, TextSetting } from './text-setting.tsx';
import { useChange } from './use-change.ts';

type Web = Config['web'];

export function WebSection() {
  const app = useApp();
  const web = useStore(app.settings.store, ({ config }) => config?.web);
  if (web === undefined) return null;
  return (
    <>
      <p className="text-quiet">
        Pages are read without scripts, images or cookies, never from this computer or your own network, and
        what they say counts as somebody else’s words.
      </p>
      <Search web={web} />
      {web.search === 'brave' && (
        <SecretField
          name="web.brave-key"
          label="Key for Brave Search"
          hint="From your account at Brave's search API."
        />
      )}
      {web.search === 'tavily' && (
        <SecretField name="web.tavily-key" label="Key for Tavily" hint="From your account at Tavily." />
      )}
      <TextSetting
        settingKey="web"
        within="searxng_url"
        label="Address of SearXNG"
        hint="Of a server of your own, for instance http://127.0.0.1:8080. Needed before it can be chosen."
        value={web.searxng_url ?? ''}
      />
      <IdsSetting
        settingKey="web"
        within="allow_hosts"
        label="Only these hosts"
        hint="One a line, as example.com or *.example.com. Empty means any host that you approve."
        ids={web.allow_hosts}
      />
      <IdsSetting
        settingKey="web"
        within="deny_hosts"
        label="Never these hosts"
        hint="One a line. They are refused, whatever else is allowed."
        ids={web.deny_hosts}
      />
    </>
  );
}

function Search({ web }: { readonly web: Web }) {
  const { change, result } = useChange();
  return (
    <div className="settings-group">
      <ChoiceList<Web['search']>
        label="Who searches the web"
        value={web.search}
        onChange={(search) => void change('web', { search })}
        choices={[
          { value: 'none', label: 'Nobody' },
          { value: 'brave', label: 'Brave', detail: 'What is searched for is sent to Brave.' },
          { value: 'tavily', label: 'Tavily', detail: 'What is searched for is sent to Tavily.' },
          {
            value: 'searxng',
            label: 'A SearXNG server',
            detail: 'What is searched for is sent to the server below.',
            disabled: web.searxng_url === undefined,
          },
        ]}
      />
      <ChangeLine result={result} />
    </div>
  );
}
