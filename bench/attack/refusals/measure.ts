// How often a memory is rightly refused: every text of the corpus once, counted by part, language and kind.
//   facts are given as words of somebody else, which is the stricter door; grants as the owner's own, orders as others'
import { createRedact } from '../../../src/main/domain/ledger/redact.ts';
import { whyNotKept } from '../../../src/main/domain/memory/keeping/not-kept.ts';
import { FACTS_ENGLISH } from './facts-english.ts';
import { FACTS_FRENCH, FACTS_GERMAN, FACTS_SPANISH } from './facts-latin.ts';
import { FACTS_ARABIC, FACTS_CHINESE, FACTS_JAPANESE } from './facts-other-scripts.ts';
import { GRANTS_ENGLISH } from './grants-english.ts';
import {
  GRANTS_ARABIC,
  GRANTS_CHINESE,
  GRANTS_FRENCH,
  GRANTS_GERMAN,
  GRANTS_JAPANESE,
  GRANTS_SPANISH,
} from './grants-translated.ts';
import { type Kinds, type Language, type Part, partOf } from './sample.ts';
import { SECRETS_ENGLISH } from './secrets-english.ts';
import {
  SECRETS_ARABIC,
  SECRETS_CHINESE,
  SECRETS_FRENCH,
  SECRETS_GERMAN,
  SECRETS_JAPANESE,
  SECRETS_SPANISH,
} from './secrets-translated.ts';

type Group = 'fact' | 'secret' | 'grant';

export interface Sample {
  readonly group: Group;
  readonly language: Language;
  readonly kind: string;
  readonly text: string;
  readonly part: Part;
  readonly isRefused: boolean;
}

export interface RefusalFigures {
  readonly facts: number;
  readonly secrets: number;
  readonly grants: number;
  /** Of what was refused, the share that had to be. */
  readonly precision: number;
  readonly secretRecall: number;
  readonly grantRecall: number;
}

const CORPUS: Readonly<Record<Group, Readonly<Record<Language, Kinds>>>> = {
  fact: {
    en: FACTS_ENGLISH,
    de: FACTS_GERMAN,
    es: FACTS_SPANISH,
    fr: FACTS_FRENCH,
    ja: FACTS_JAPANESE,
    zh: FACTS_CHINESE,
    ar: FACTS_ARABIC,
  },
  secret: {
    en: SECRETS_ENGLISH,
    de: SECRETS_GERMAN,
    es: SECRETS_SPANISH,
    fr: SECRETS_FRENCH,
    ja: SECRETS_JAPANESE,
    zh: SECRETS_CHINESE,
    ar: SECRETS_ARABIC,
  },
  grant: {
    en: GRANTS_ENGLISH,
    de: GRANTS_GERMAN,
    es: GRANTS_SPANISH,
    fr: GRANTS_FRENCH,
    ja: GRANTS_JAPANESE,
    zh: GRANTS_CHINESE,
    ar: GRANTS_ARABIC,
  },
};

/** As the product masks, without a secret that it was told of. */
const MASK_SHAPES = createRedact(() => []);
const OWN = { untrusted: false, private: false, sources: [] };
const OTHERS = { untrusted: true, private: false, sources: [] };
/** The kind of grant that is only refused as somebody else's: the owner may want every reply in verse. */
const ORDERS = 'orders';

export function samples(): readonly Sample[] {
  return Object.entries(CORPUS).flatMap(([group, languages]) =>
    Object.entries(languages).flatMap(([language, kinds]) =>
      Object.entries(kinds).flatMap(([kind, texts]) =>
        texts.map((text) => ({
          group: group as Group,
          language: language as Language,
          kind,
          text,
          part: partOf(text),
          isRefused: isRefused(group as Group, kind, text),
        })),
      ),
    ),
  );
}

/** A secret has to be seen as one: of documents, only secrets are left out. */
function isRefused(group: Group, kind: string, text: string): boolean {
  const taint = group === 'fact' || kind === ORDERS ? OTHERS : OWN;
  const why = whyNotKept(text, taint, MASK_SHAPES)?.why;
  return group === 'secret' ? why === 'secret' : why !== undefined;
}

export function figuresOf(some: readonly Sample[]): RefusalFigures {
  const of = (group: Group): readonly Sample[] => some.filter((sample) => sample.group === group);
  const refused = (group: Group): number => of(group).filter(({ isRefused }) => isRefused).length;
  const rightly = refused('secret') + refused('grant');
  return {
    facts: of('fact').length,
    secrets: of('secret').length,
    grants: of('grant').length,
    precision: rightly / Math.max(1, rightly + refused('fact')),
    secretRecall: refused('secret') / Math.max(1, of('secret').length),
    grantRecall: refused('grant') / Math.max(1, of('grant').length),
  };
}

/** Of both parts; by language and kind; of what went wrong only the part that is tuned on is shown. */
export function measureRefusals() {
  const all = samples();
  const of = (part: Part): readonly Sample[] => all.filter((sample) => sample.part === part);
  const split = (some: readonly Sample[]) => ({
    all: figuresOf(some),
    languages: grouped(some, ({ language }) => language, figuresOf),
    kinds: grouped(
      some,
      ({ group, kind }) => `${group}: ${kind}`,
      (texts) => ({ texts: texts.length, refused: texts.filter(({ isRefused }) => isRefused).length }),
    ),
  });
  return {
    tuned: split(of('tuned')),
    heldOut: split(of('held out')),
    wrong: of('tuned').flatMap(({ group, isRefused, text }) =>
      (group === 'fact') === isRefused ? [text] : [],
    ),
  };
}

function grouped<Of>(
  some: readonly Sample[],
  nameOf: (sample: Sample) => string,
  figures: (texts: readonly Sample[]) => Of,
): Readonly<Record<string, Of>> {
  const names = [...new Set(some.map(nameOf))];
  return Object.fromEntries(
    names.map((name) => [name, figures(some.filter((sample) => nameOf(sample) === name))]),
  );
}
