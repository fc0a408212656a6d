// What the owner does on a platform before the agent can speak there: shown in Settings, by the command line and in
// docs/channels.md, from this one place. Words only; runs nothing.

export interface GuideStep {
  /** One action, said as to a person: "Open …, choose …". */
  readonly text: string;
  /** Where to do it. https only. */
  readonly link?: string;
}

export interface GuideSecret {
  /** Short name: the credential is `<channel>.<name>`, for instance `slack.bot-token` or `slack.work.bot-token`. */
  readonly name: string;
  readonly label: string;
  /** Where it is found, and what it looks like. */
  readonly hint: string;
  readonly optional?: true;
  /** Only shown, and only needed, while the setting named first has this value. */
  readonly when?: readonly [key: string, value: string];
}

export interface GuideSetting {
  /** Name in the table of the channel in the settings file. */
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
  /** Only shown, and only needed, while the setting named first has this value. */
  readonly when?: readonly [key: string, value: string];
}

export interface ChannelGuide {
  readonly title: string;
  /** One sentence: what people meet there. */
  readonly summary: string;
  readonly steps: readonly GuideStep[];
  /** Exactly the permissions, scopes and events that it needs, in the platform's own words. */
  readonly permissions: readonly string[];
  readonly secrets: readonly GuideSecret[];
  /** Beside who may speak, which every channel has. */
  readonly settings: readonly GuideSetting[];
  /** What ids look like there, for the allow list, and how to find one. */
  readonly ids: { readonly people: string; readonly groups: string | null };
  /** Whether it needs a public address that reaches this computer. */
  readonly webhook: 'never' | 'always' | 'by choice';
  /** What the platform cannot do, what it costs, what can surprise. */
  readonly limits: readonly string[];
}
