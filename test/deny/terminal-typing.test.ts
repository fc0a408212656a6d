// Promise: nobody types in a terminal but who was let: the agent through a decision about exactly this, the owner's
// window after an answer in the approval window. What the owner does there the model never reads.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeTerminalWorld, type TerminalWorld } from '../contract/terminal/terminal-world.ts';

let world: TerminalWorld;
beforeEach(() => {
  world = makeTerminalWorld();
});
afterEach(() => world.dispose());

const never = new AbortController().signal;

describe('the window', () => {
  it('cannot type before the owner answered in the approval window, nor after giving it back', async () => {
    const { terminalId } = await world.start(['cat']);
    expect(() => world.owner.write(terminalId, 'echo hello\r')).toThrow(/Take this terminal over/);
    const question = world.owner.askTakeOver(terminalId);
    // Asked is not answered.
    expect(() => world.owner.write(terminalId, 'echo hello\r')).toThrow(/Take this terminal over/);
    world.agent.approvals.deny(question, null);
    expect(() => world.owner.write(terminalId, 'echo hello\r')).toThrow(/Take this terminal over/);
    world.takeOver(terminalId);
    world.owner.write(terminalId, 'now I may\r');
    world.owner.watch(terminalId);
    while (!world.owner.watch(terminalId).text.includes('now I may'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    world.owner.release(terminalId);
    expect(() => world.owner.write(terminalId, 'and now\r')).toThrow(/Take this terminal over/);
    expect(world.owner.watch(terminalId).text).not.toContain('hello');
  });

  it('gains nothing for another terminal, or by an answer that came after the end', async () => {
    const first = await world.start(['cat']);
    const question = world.owner.askTakeOver(first.terminalId);
    world.owner.kill(first.terminalId);
    await world.ended(first.terminalId);
    const second = await world.start(['cat']);
    const asked = world.agent.approvals.questions().find(({ id }) => id === question);
    world.agent.approvals.allow(question, 'once', asked?.revision ?? null);
    expect(world.view(first.terminalId)).toMatchObject({ typist: 'agent', state: 'ended' });
    expect(() => world.owner.write(second.terminalId, 'x')).toThrow(/Take this terminal over/);
    expect(() => world.owner.write(first.terminalId, 'x')).toThrow(/ended/);
  });

  it('is never shown a secret of ours, also when it comes in two pieces', async () => {
    world.secrets = ['sesame-4711-opens-it'];
    const script = 'printf "the word is sesame-47"; sleep 0.3; echo "11-opens-it indeed"; read x';
    writeFileSync(join(world.sandbox.workspace, 'tell'), script);
    const { terminalId } = await world.start(['sh', 'tell']);
    world.owner.watch(terminalId);
    await world.until(terminalId, 'indeed');
    expect(world.owner.watch(terminalId).text).toContain('the word is [secret] indeed');
    expect(JSON.stringify(world.events)).not.toContain('sesame-47');
  });
});

describe('the agent', () => {
  it('cannot type or read while the owner has the terminal, nor end it', async () => {
    const { terminalId } = await world.start(['cat']);
    const found = world.terminals.findForTyping(terminalId, world.context);
    if (found.kind === 'none') throw new Error(found.reason);
    world.takeOver(terminalId);
    const refused = { kind: 'refused', reason: expect.stringContaining('taken this terminal over') };
    expect(world.terminals.findForTyping(terminalId, world.context)).toMatchObject({ kind: 'none' });
    expect(await world.terminals.type(found.terminal, 'x\r', world.context, never)).toEqual(refused);
    expect(await world.terminals.look(terminalId, 0, world.context, never)).toEqual(refused);
    expect(await world.terminals.end(terminalId, world.context)).toEqual(refused);
    expect(world.view(terminalId)).toMatchObject({ state: 'running', typist: 'owner' });
  });

  it('never reads what the owner typed and was shown, neither after it was given back nor after the end', async () => {
    const { terminalId } = await world.start(['cat']);
    world.takeOver(terminalId);
    world.owner.write(terminalId, 'my-own-password\r');
    while (!world.owner.watch(terminalId).text.includes('my-own-password\r\nmy-own-password'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    world.owner.release(terminalId);
    expect((await world.look(terminalId)).text).not.toContain('my-own-password');
    expect((await world.type(terminalId, 'mine\r')).text).toContain('mine');
    world.takeOver(terminalId);
    world.owner.write(terminalId, 'my-own-password\r\u0004');
    await world.ended(terminalId);
    expect((await world.look(terminalId)).text).not.toContain('my-own-password');
  });

  it('reaches no terminal of another conversation', async () => {
    const { terminalId } = await world.start(['cat']);
    const elsewhere = { ...world.context, conversationId: world.agent.newOwnConversation('There').id };
    expect(world.terminals.findForTyping(terminalId, elsewhere).kind).toBe('none');
    expect((await world.terminals.look(terminalId, 0, elsewhere, never)).kind).toBe('refused');
    expect((await world.terminals.end(terminalId, elsewhere)).kind).toBe('refused');
    expect(world.view(terminalId).state).toBe('running');
  });

  it('answers the question that was on the screen when it was decided, and no other', async () => {
    const { terminalId } = await world.start([
      'sh',
      '-c',
      'printf "Keep the file? "; read a; printf "Delete all files? "; read b; echo "$a and $b"; read c',
    ]);
    const found = world.terminals.findForTyping(terminalId, world.context);
    if (found.kind === 'none') throw new Error(found.reason);
    expect(found.terminal.cursorLine).toBe('Keep the file?');
    expect((await world.type(terminalId, 'no\r')).text).toContain('Delete all files?');
    expect(await world.terminals.type(found.terminal, 'yes\r', world.context, never)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('changed'),
    });
    expect((await world.type(terminalId, 'no\r')).text).toContain('no and no');
  });
});
