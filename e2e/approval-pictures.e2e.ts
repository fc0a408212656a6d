// The approval as it looks, in light and dark: one picture for each kind of question that must be right. The window is
// the built one; questions that no tool can ask yet are announced to it as main would. Pictures go to test-results.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Question } from '../src/contracts/approvals.ts';
import { obedientScript } from '../test/fakes/openai/scripts.ts';
import { toolCall } from '../test/unit/renderer-pages/samples.ts';
import { type RunningApp, startApp } from './harness/app.ts';
import { ROOT } from './harness/runtime.ts';
import { startTrayHost } from './harness/tray-host.ts';
import { startWorld } from './harness/world.ts';

const SANDBOX = {
  label: 'Sandbox',
  text: 'Reads and writes files in the conversation’s own folder; sees nothing else of this computer.\nHas no network.',
  style: 'plain',
} as const;
const FOLDER = { label: 'Folder', text: '/home/grace/Reports', style: 'code' } as const;
const PROGRAM = {
  label: 'Program',
  text: `/usr/bin/wc\nSHA-256 ${'3f9ac2d15b77e084'.repeat(4)}`,
  style: 'code',
} as const;
const OWNER = {
  actor: { kind: 'owner' },
  asker: 'the owner',
  conversationTitle: 'Quarterly report',
} as const;
const inAnHour = () => new Date(Date.now() + 29.9 * 60_000).toISOString();
const now = () => new Date(Date.now() - 6_000).toISOString();

const ask = (id: number, change: Parameters<typeof toolCall>[0]): Question =>
  toolCall({
    ...OWNER,
    id: `01JZX0000000AAAA${String(id).padStart(10, '0')}`,
    revision: `picture ${id}`,
    createdAt: now(),
    expiresAt: inAnHour(),
    ...change,
  });

const RULES = (['fifteen-minutes', 'conversation', 'always'] as const).map((lifetime) => ({
  lifetime,
  sentence: `Allow you: run wc -l report.md — exactly this, ${lifetime}.`,
}));

const PICTURES: Readonly<Record<string, Question>> = {
  'short-command': ask(11, {
    summary: 'Count the lines of report.md (wc -l report.md)',
    facts: [
      { label: 'Command', text: '0  wc\n1  -l\n2  report.md', style: 'code' },
      FOLDER,
      PROGRAM,
      SANDBOX,
    ],
    offers: RULES,
    repeated: 3,
  }),
  'very-long-command': ask(12, {
    summary: 'Convert 40 pictures in Reports and write each under a new name',
    effects: ['execute', 'read', 'write'],
    facts: [
      {
        label: 'Command',
        text: [
          'convert',
          ...Array.from(
            { length: 40 },
            (_, at) => `pictures/2026-03-${String(at + 1).padStart(2, '0')} at the office.png`,
          ),
          'out/all.pdf',
        ]
          .map((part, at) => `${at}  ${part}`)
          .join('\n'),
        style: 'code',
      },
      FOLDER,
      PROGRAM,
      SANDBOX,
    ],
  }),
  diff: ask(13, {
    tool: 'edit_file',
    summary: 'Change 3 lines of plan.md',
    effects: ['read', 'write'],
    actor: { kind: 'paired-sender', senderId: 'telegram:user:4242' },
    asker: '“Ada” (telegram:user:4242), paired by the owner',
    facts: [
      { label: 'File', text: 'plan.md', style: 'code' },
      {
        label: 'Change',
        text: '  # Plan\n  \n- We meet on Monday.\n- Ada brings the figures.\n+ We meet on Tuesday at ten.\n+ Ada brings the figures, Grace the room.\n  \n  ## Open\n- Nothing.\n+ Who writes the summary?',
        style: 'diff',
      },
    ],
    taint: { untrusted: true, private: false, sources: [{ kind: 'sender', label: 'telegram:user:4242' }] },
  }),
  url: ask(14, {
    tool: 'fetch_url',
    summary: 'Read a page of docs.example.org',
    effects: ['network', 'read'],
    facts: [
      { label: 'Address', text: 'https://docs.example.org/guide/start?version=3', style: 'code' },
      { label: 'Host', text: 'docs.example.org', style: 'code' },
      {
        label: 'What comes back',
        text: 'Counts as text of somebody else; nothing in it is obeyed.',
        style: 'plain',
      },
    ],
    reason: 'No rule covers this. docs.example.org was not read in this conversation before.',
  }),
  'new-recipient': ask(15, {
    tool: 'send_message',
    summary: 'Write to “Grace Hopper”, to whom nothing was sent from here before',
    effects: ['send'],
    facts: [
      { label: 'To', text: 'telegram:user:5151 on telegram, “Grace Hopper”', style: 'code' },
      { label: 'Message', text: 'Hello Grace,\nthe report is done. Ada has the figures.\n', style: 'plain' },
    ],
  }),
  tainted: ask(16, {
    summary: 'Download setup.tar.gz from files.example.net (curl)',
    effects: ['execute', 'network', 'read', 'write'],
    facts: [
      {
        label: 'Command',
        text: '0  curl\n1  -fsSL\n2  https://files.example.net/setup.tar.gz\n3  -o\n4  setup.tar.gz',
        style: 'code',
      },
      FOLDER,
      { ...PROGRAM, text: PROGRAM.text.replace('wc', 'curl') },
    ],
    reason: 'It runs a program with a way out, and words from https://example.net/how-to are involved.',
    taint: {
      untrusted: true,
      private: true,
      sources: [
        { kind: 'web', label: 'https://example.net/how-to' },
        { kind: 'file', label: 'Reports/salaries.csv' },
      ],
    },
  }),
  expired: ask(17, {
    state: 'expired',
    createdAt: new Date(Date.now() - 9 * 3_600_000).toISOString(),
    expiresAt: new Date(Date.now() - 8.5 * 3_600_000).toISOString(),
    summary: 'Count the lines of report.md (wc -l report.md)',
    facts: [{ label: 'Command', text: '0  wc\n1  -l\n2  report.md', style: 'code' }, FOLDER, PROGRAM],
  }),
  spoof: ask(18, {
    tool: 'fetch_url',
    summary: 'Read a page of \u0430\u0440\u0440\u04cf\u0435.com',
    effects: ['network', 'read'],
    unreadable: 'The name of the host is written with letters of several scripts.',
    facts: [
      {
        label: 'Address',
        text: 'https://\u0430\u0440\u0440\u04cf\u0435.com/p\u0430yment\u200b/invoice\u202egnp.exe',
        style: 'code',
      },
      { label: 'Host', text: 'xn--80ak6aa92e.com', style: 'code' },
    ],
  }),
};

async function announce(app: RunningApp, approval: Page, question: Question): Promise<void> {
  const window = await app.electron.browserWindow(approval);
  await window.evaluate(
    (one, asked) =>
      one.webContents.send('sallyport:event', 'authority', 'questions-change', {
        questions: [asked],
        focusId: asked.id,
      }),
    question,
  );
  await approval.locator('#ask-summary').waitFor();
}

async function picture(approval: Page, name: string): Promise<void> {
  const folder = join(ROOT, 'test-results', 'screenshots');
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await approval.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await approval.screenshot({
      path: join(folder, `approval-${name}-${colorScheme}.png`),
      animations: 'disabled',
    });
  }
  await approval.emulateMedia({ colorScheme: null, reducedMotion: null });
}

const GROWN_WITHIN_MS = 4_000;

it('is whole and clear for every kind of question, in light and dark', async () => {
  const world = await startWorld(obedientScript);
  await startTrayHost();
  const app = await startApp({ config: world.config.replace('enabled = true', 'enabled = false') });
  await app.chat();
  const asked = app.cli(['chat', 'RUN: touch made.txt']);
  const approval = await app.approval();
  await approval.locator('#ask-summary').waitFor();
  const scrolls: Record<string, boolean> = {};
  for (const [name, question] of Object.entries(PICTURES)) {
    await announce(app, approval, question);
    await approval.waitForFunction(
      (words) => document.querySelector('#ask-summary')?.textContent?.startsWith(words) === true,
      question.summary.slice(0, 12),
    );
    // Awake, and the window has its size.
    await approval.locator('.waking').first().waitFor({ state: 'detached' });
    // It grows a moment after its words are there.
    scrolls[name] = await approval
      .waitForFunction(
        () => {
          const body = document.querySelector('.ask-body');
          return body !== null && body.scrollHeight <= body.clientHeight + 1;
        },
        undefined,
        { timeout: GROWN_WITHIN_MS },
      )
      .then(
        () => false,
        () => true,
      );
    await picture(approval, name);
  }
  // What is simple needs no scrolling. How much more fits depends on the fonts of the system.
  expect(scrolls).toMatchObject({ 'short-command': false, 'very-long-command': true });
  await app.cli(['stop-all']);
  await asked;
});
