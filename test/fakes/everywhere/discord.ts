// Discord with many people, each in a direct chat: what happened meanwhile comes when the session is resumed.
import { startDiscordServer } from '../discord/server.ts';
import { shownText } from '../discord/shown-text.ts';
import type { User } from '../discord/wire.ts';
import type { OpenPlace } from './place.ts';

const TOKEN = 'MTIzNDU2Nzg5MDEyMzQ1Njc4.GhEvWh.aTokenForEverywhereThatIsNotRealAtAll';

export const openDiscord: OpenPlace = async () => {
  const server = await startDiscordServer(TOKEN);
  const { world } = server;
  const known = new Map<number, User>();
  const personOf = (person: number): User => {
    const user = known.get(person) ?? world.addUser(`Person ${person}`);
    known.set(person, user);
    return user;
  };
  const answers: string[] = [];
  return {
    platform: 'discord',
    recognises: true,
    settings: [`api_root = "${server.apiRoot}"`],
    env: { SALLYPORT_DISCORD_BOT_TOKEN: TOKEN },
    write: (person, text) => {
      const user = personOf(person);
      server.say(user, world.directWith(user), text);
    },
    answers: () => {
      for (const sent of server.sent().slice(answers.length))
        answers.push(shownText(server.message(sent)?.content ?? '').text);
      return answers;
    },
    close: server.close,
  };
};
