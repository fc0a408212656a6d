// Settings in sections: the list of them is the second column, the chosen one the content.
import { Bot, Box, Brain, Globe, Info, KeyRound, LifeBuoy, Scale, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { Banner } from '../../components/feedback/banner.tsx';
import type { LucideIcon } from '../../components/icon.tsx';
import { List, ListRow } from '../../components/layout/list-row.tsx';
import { PageHead, Reading, Scroll } from '../../components/layout/split-layout.tsx';
import { type SettingsSection, useApp } from '../../stores/chat-stores.ts';
import { moveInList } from '../shell/list-keys.ts';
import { MemorySection } from './memory-section.tsx';
import { ModelForm } from './model-form.tsx';
import { AboutSection, CredentialsSection, RecoveryKey } from './other-sections.tsx';
import { PolicySection } from './policy-section.tsx';
import { SandboxSection } from './sandbox-section.tsx';
import { TelegramSection } from './telegram-section.tsx';
import { WebSection } from './web-section.tsx';

interface SectionWords {
  readonly title: string;
  readonly icon: LucideIcon;
  readonly detail: string;
  readonly content: ReactNode;
}

const SECTIONS: Readonly<Record<SettingsSection, SectionWords>> = {
  model: { title: 'Model', icon: Bot, detail: 'Who thinks for the agent', content: <ModelForm /> },
  telegram: {
    title: 'Telegram',
    icon: Send,
    detail: 'Who may speak with it there',
    content: <TelegramSection />,
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
  web: { title: 'Web', icon: Globe, detail: 'Searching and reading pages', content: <WebSection /> },
  memory: {
    title: 'Memory',
    icon: Brain,
    detail: 'Whose facts are kept, and what searches them',
    content: <MemorySection />,
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

const NAMES: readonly SettingsSection[] = [
  'model',
  'telegram',
  'policy',
  'sandbox',
  'web',
  'memory',
  'credentials',
  'recovery',
  'about',
];

export function SettingsList() {
  const app = useApp();
  const current = useStore(app.section, (state) => state.name);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons within
    <div className="conversations" onKeyDown={moveInList}>
      <PageHead title="Settings" />
      <div className="conversations-rows">
        <List label="Sections">
          {NAMES.map((name) => (
            <ListRow
              key={name}
              icon={SECTIONS[name].icon}
              title={SECTIONS[name].title}
              selected={name === current}
              onSelect={() => app.section.setState({ name })}
            />
          ))}
        </List>
      </div>
    </div>
  );
}

export function SettingsPage() {
  const app = useApp();
  const name = useStore(app.section, (state) => state.name);
  const problem = useStore(app.settings.store, (state) => state.problem);
  const { title, detail, content } = SECTIONS[name];
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
