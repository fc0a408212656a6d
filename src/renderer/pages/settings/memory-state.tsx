// How what is chosen for memory does, beside where it is chosen: what hinders it, as a sentence, and how far it is.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { MemoryProgress } from '../../../contracts/memory.ts';
import { Banner } from '../../components/feedback/banner.tsx';
import { useApp } from '../../stores/chat-stores.ts';
import { percentOf } from '../../stores/memory/progress.ts';

export function MeaningState() {
  const app = useApp();
  // What a search met with is told to nobody who does not ask.
  useEffect(() => void app.memory.progress.load(), [app]);
  const progress = useStore(app.memory.progress.store, (state) => state.progress);
  return progress && <MeaningWords {...progress} />;
}

export function MeaningWords({
  meaningTrouble,
  rebuilding,
}: Pick<MemoryProgress, 'meaningTrouble' | 'rebuilding'>) {
  return (
    <>
      {meaningTrouble !== null && (
        <Banner
          level="warning"
          title={rebuilding === null ? 'Memories are found by words only' : 'The new vectors wait'}
        >
          {meaningTrouble}
        </Banner>
      )}
      {rebuilding !== null && (
        <p className="text-quiet">
          Vectors of the new model: {rebuilding.done.toLocaleString('en')} of{' '}
          {rebuilding.total.toLocaleString('en')} ({percentOf(rebuilding)} %)
        </p>
      )}
    </>
  );
}

export function LearningState() {
  const app = useApp();
  const progress = useStore(app.memory.progress.store, (state) => state.progress);
  return progress && <LearningWords {...progress} />;
}

export function LearningWords({ learning, learningNote }: Pick<MemoryProgress, 'learning' | 'learningNote'>) {
  if (learningNote === null) return null;
  return (
    <Banner level="warning" title={learning === 'trouble' ? 'Facts wait' : 'No facts came of it'}>
      {learningNote}
    </Banner>
  );
}
