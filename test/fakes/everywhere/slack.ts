// Slack with many people, by Socket Mode.
import { startSlackServer } from '../slack/server.ts';
import type { Chat, Member } from '../slack/wire.ts';
import { TEAM } from '../slack/workspace.ts';
import type { OpenPlace } from './place.ts';

const TOKENS = { bot: 'xoxb-111-222-EverywhereBotToken', app: 'xapp-1-A0FAKE-333-EverywhereAppToken' };

export const openSlack: OpenPlace = async () => {
  const server = await startSlackServer(TOKENS);
  const { workspace, people } = server;
  const known = new Map<number, { member: Member; chat: Chat }>();
  const personOf = (person: number) => {
    const before = known.get(person);
    if (before !== undefined) return before;
    const number = String(person).padStart(5, '0');
    const member: Member = {
      id: `U0P${number}`,
      teamId: TEAM,
      name: `person${person}`,
      displayName: `Person ${person}`,
      isBot: false,
    };
    workspace.setMember(member);
    const made = { member, chat: workspace.addChat(`D0P${number}`, 'im') };
    known.set(person, made);
    return made;
  };
  return {
    platform: 'slack',
    recognises: false,
    settings: ['mode = "socket"', `api_root = "${server.apiRoot}"`],
    env: { SALLYPORT_SLACK_BOT_TOKEN: TOKENS.bot, SALLYPORT_SLACK_APP_TOKEN: TOKENS.app },
    write: (person, text) => {
      const { member, chat } = personOf(person);
      server.socket.deliver('events_api', people.say(member, chat, text).event);
    },
    answers: () => server.posted().map(({ text }) => text),
    close: server.close,
  };
};
