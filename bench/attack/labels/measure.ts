// How often the labeller is right: every sample once.
import { readsLikeInstructions } from '../../../src/main/domain/untrusted-text/label.ts';
import { BENIGN } from './benign.ts';
import { INJECTED } from './injected.ts';

export interface LabelFigures {
  readonly benign: number;
  readonly injected: number;
  readonly precision: number;
  readonly recall: number;
  readonly falseAlarms: readonly string[];
  readonly missed: readonly string[];
}

export function measureLabels(): LabelFigures {
  const falseAlarms = BENIGN.filter(readsLikeInstructions);
  const missed = INJECTED.filter((text) => !readsLikeInstructions(text));
  const found = INJECTED.length - missed.length;
  return {
    benign: BENIGN.length,
    injected: INJECTED.length,
    precision: found / Math.max(1, found + falseAlarms.length),
    recall: found / INJECTED.length,
    falseAlarms,
    missed,
  };
}
