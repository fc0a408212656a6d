// Settings in sections: the list of them is the second column, the chosen one the content.
import { Bot, Box, Brain, Globe, Info, KeyRound, LifeBuoy, Plug, Scale, Webhook } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ChannelPlatform } from '../../../contracts/channel-settings.ts';
import { Badge } from '../../components/feedback/badge.tsx';
import { Banner } from '../../components/feedback/banner.tsx';
import type { LucideIcon } from '../../components/icon.tsx';
import { List, ListRow } from '../../components/layout/list-row.tsx';
import { PageHead, Reading, Scroll } from '../../components/layout/split-layout.tsx';
import { type SettingsSection, useApp } from '../../stores/chat-stores.ts';
import type { Guide } from '../../stores/settings.ts';
import { moveInList } from '../shell/list-keys.ts';
import { CHANNEL_WORDS, PLATFORMS } from '../words.ts';
import { ChannelSection } from './channels/channel-section.tsx';
import { GatewaySection } from './gateway/gateway-section.tsx';
import { MemorySection } from './memory-section.tsx';
import { ModelForm } from './model-form.tsx';
import { AboutSection, CredentialsSection, RecoveryKey } from './other-sections.tsx';
import { PolicySection } from './policy-section.tsx';
import { SandboxSection } from './sandbox-section.tsx';
import { WebSection } from './web-section.tsx';
import { WebhooksSection } from './webhooks-section.tsx';

interface SectionWords {
  readonly title: string;
  readonly icon: LucideIcon;
  readonly detail: string;
  readonly content: ReactNode;
}

type PlainSection = Exclude<SettingsSection, ChannelPlatform>;

const SECTIONS: Readonly<Record<PlainSection, SectionWords>> = {
  model: { title: 'Model', icon: Bot, detail: 'Who thinks for the agent', content: <ModelForm /> },
  memory: {
    title: 'Memory',
    icon: Brain,
    detail: 'Whose facts are kept, and what searches them',
    content: <MemorySection />,
  },
  web: { title: 'Web', icon: Globe, detail: 'Searching and reading pages', content: <WebSection /> },
  webhooks: {
    title: 'Webhooks',
    icon: Webhook,
    detail: 'The door for platforms that call this computer',
    content: <WebhooksSection />,
  },
  gateway: {
    title: 'Gateway',
    icon: Plug,
    detail: 'Programs of this computer, and your phone',
    content: <GatewaySection />,
  },
  policy: {
    title: 'Policy',
    icon: Scale,
    detail: 'What may happen without asking',
    content: <PolicySection />,
  },
  sandbox: {
    title: 'Sandbox',
    icon: Box,
    detail: 'What commands can touch and reach',
    content: <SandboxSection />,
  },
  credentials: {
    title: 'Credentials',
    icon: KeyRound,
    detail: 'Secrets by name; values never come back',
    content: <CredentialsSection />,
  },
  recovery: {
    title: 'Recovery key',
    icon: LifeBuoy,
    detail: 'The way in when the keychain is lost',
    content: <RecoveryKey />,
  },
  about: { title: 'About', icon: Info, detail: 'Version and health', content: <AboutSection /> },
};

const GROUPS: readonly { readonly title: string; readonly names: readonly PlainSection[] }[] = [
  { title: 'Agent', names: ['model', 'memory', 'web', 'gateway'] },
  { title: 'Safety', names: ['policy', 'sandbox', 'credentials', 'recovery'] },
  { title: 'Sallyport', names: ['about'] },
];

/** What of a name is one of the sections that are no platform. */
function isPlain(name: SettingsSection): name is PlainSection {
  return Object.hasOwn(SECTIONS, name);
}

function wordsOf(name: SettingsSection, guides: readonly Guide[]): SectionWords {
  if (isPlain(name)) return SECTIONS[name];
  const guide = guides.find(({ platform }) => platform === name);
  return {
    title: PLATFORMS[name].name,
    icon: PLATFORMS[name].icon,
    detail: guide?.summary ?? '',
    content: <ChannelSection platform={name} />,
  };
}

export function SettingsList() {
  const app = useApp();
  const guides = useStore(app.settings.store, (state) => state.guides);
  const platforms = guides.map(({ platform }) => platform);
  const [agent, ...others] = GROUPS;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within
    <div className="conversations" onKeyDown={moveInList}>
      <PageHead title="Settings" />
      <nav className="conversations-rows" aria-label="Sections">
        {agent && <Group title={agent.title} names={agent.names} />}
        <Group title="Channels" names={[...platforms, 'webhooks']} />
        {others.map(({ title, names }) => (
          <Group key={title} title={title} names={names} />
        ))}
      </nav>
    </div>
  );
}

function Group({ title, names }: { readonly title: string; readonly names: readonly SettingsSection[] }) {
  const app = useApp();
  const current = useStore(app.section, (state) => state.name);
  const guides = useStore(app.settings.store, (state) => state.guides);
  return (
    <>
      <h2 className="list-head">{title}</h2>
      <List label={title}>
        {names.map((name) => {
          const words = wordsOf(name, guides);
          return (
            <ListRow
              key={name}
              icon={words.icon}
              title={words.title}
              note={isPlain(name) ? undefined : <ChannelNote platform={name} />}
              selected={name === current}
              onSelect={() => app.section.setState({ name })}
            />
          );
        })}
      </List>
    </>
  );
}

/** The state of a platform's channels in a word: the worst of its accounts; nothing while it is off. */
function ChannelNote({ platform }: { readonly platform: ChannelPlatform }) {
  const app = useApp();
  const status = useStore(app.status.store, (state) => state.status);
  const states = (status?.channels ?? [])
    .filter(({ name }) => name.split(':')[0] === platform)
    .map(({ state }) => state);
  const worst = WORST_FIRST.find((state) => states.includes(state));
  if (worst === undefined) return null;
  const { tone, word, icon } = CHANNEL_WORDS[worst];
  return <Badge bare tone={tone} word={word} icon={icon} />;
}

const WORST_FIRST = ['trouble', 'token-refused', 'token-missing', 'connecting', 'connected'] as const;

export function SettingsPage() {
  const app = useApp();
  const name = useStore(app.section, (state) => state.name);
  const problem = useStore(app.settings.store, (state) => state.problem);
  const guides = useStore(app.settings.store, (state) => state.guides);
  const { title, detail, content } = wordsOf(name, guides);
  return (
    <>
      <PageHead title={title} detail={detail} />
      <Scroll key={name}>
        <Reading>
          <div className="settings">
            {problem && (
              <Banner level="danger" action={{ label: 'Try again', onAct: () => void app.settings.load() }}>
                {problem}
              </Banner>
            )}
            {content}
          </div>
        </Reading>
      </Scroll>
    </>
  );
}
