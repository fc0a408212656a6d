// The manifest that owners paste: what Slack would make of it, and that its link can be opened.
import { describe, expect, it } from 'vitest';
import { SLACK_MANIFEST, slackGuide } from '../../../src/contracts/channel-guides/slack.ts';

describe('the manifest for Slack', () => {
  it('switches on what the channel needs, and not token rotation', () => {
    expect(JSON.parse(SLACK_MANIFEST)).toMatchObject({
      features: { app_home: { messages_tab_enabled: true, messages_tab_read_only_enabled: false } },
      settings: {
        interactivity: { is_enabled: true },
        socket_mode_enabled: true,
        token_rotation_enabled: false,
      },
    });
  });

  it('asks for each scope that an event or call needs, and no other', () => {
    const { oauth_config: config, settings } = JSON.parse(SLACK_MANIFEST) as {
      oauth_config: { scopes: { bot: string[] } };
      settings: { event_subscriptions: { bot_events: string[] } };
    };
    // docs.slack.dev: the scopes that each event and method names.
    const byEvent: Record<string, string> = {
      'message.im': 'im:history',
      'message.channels': 'channels:history',
      'message.groups': 'groups:history',
      'message.mpim': 'mpim:history',
      reaction_added: 'reactions:read',
      reaction_removed: 'reactions:read',
    };
    const byMethod = ['chat:write', 'users:read', 'files:read', 'files:write'];
    const needed = new Set([
      ...settings.event_subscriptions.bot_events.map((event) => byEvent[event]),
      ...byMethod,
    ]);
    expect(new Set(config.scopes.bot)).toEqual(needed);
  });

  it('fits into a link that the app opens', () => {
    for (const { link } of slackGuide.steps) {
      if (link === undefined) continue;
      expect(link.length).toBeLessThanOrEqual(4_096);
      expect(new URL(link).protocol).toBe('https:');
    }
  });
});
