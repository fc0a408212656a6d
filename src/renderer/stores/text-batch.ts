// Text of a streaming step, collected between frames: however many pieces arrive, the page is drawn once a frame.
//   turn-text events → add → (one frame) → flush
// It knows neither React nor the store; the frame is a parameter.

export interface StreamPiece {
  readonly conversationId: string;
  readonly turnId: string;
  readonly stepId: string;
  readonly text: string;
}

export interface TextBatch {
  add(piece: StreamPiece): void;
  /** The step has its final text: what still waits of it is superseded. */
  drop(stepId: string): void;
  /** Hands over now what waits, for instance before the turn is said to be over. */
  flushNow(): void;
}

/** `nextFrame` runs its argument once, later; `flush` gets one piece a step, in the order the steps began. */
export function createTextBatch(
  nextFrame: (run: () => void) => void,
  flush: (pieces: readonly StreamPiece[]) => void,
): TextBatch {
  const waiting = new Map<string, StreamPiece>();
  let scheduled = false;

  function flushNow(): void {
    if (waiting.size === 0) return;
    const pieces = [...waiting.values()];
    waiting.clear();
    flush(pieces);
  }

  return {
    add: (piece) => {
      const before = waiting.get(piece.stepId);
      waiting.set(piece.stepId, before ? { ...before, text: before.text + piece.text } : piece);
      if (scheduled) return;
      scheduled = true;
      nextFrame(() => {
        scheduled = false;
        flushNow();
      });
    },
    drop: (stepId) => {
      waiting.delete(stepId);
    },
    flushNow,
  };
}
