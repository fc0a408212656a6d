// Model servers on this computer, found by asking the usual ports on loopback what models they have.
// Other programs may listen there: what does not answer in the expected shape, in time, is no model server.
import { type HttpLimits, openConnection } from './http.ts';

/** `baseUrl` is what goes into the settings as `base_url`. */
export interface LocalModelServer {
  readonly label: string;
  readonly baseUrl: string;
  readonly models: string[];
}

export interface LocalPort {
  readonly label: string;
  readonly port: number;
}

/** The ports these programs listen on unless told otherwise (their documentation). */
export const USUAL_PORTS: readonly LocalPort[] = [
  { label: 'Ollama', port: 11434 },
  { label: 'LM Studio', port: 1234 },
  { label: 'llama.cpp', port: 8080 },
];

const LIMITS: HttpLimits = {
  firstByteTimeoutMs: 300,
  stallTimeoutMs: 300,
  totalTimeoutMs: 300,
  maxBytes: 256_000,
  maxLineBytes: 256_000,
};
const MAX_MODELS = 100;

/** In the order of `ports`; at most 300 ms. Never fails: a server that does not answer properly is left out. */
export async function findLocalModels(
  ports: readonly LocalPort[] = USUAL_PORTS,
): Promise<LocalModelServer[]> {
  const found = await Promise.all(ports.map(probe));
  return found.filter((server) => server !== null);
}

async function probe({ label, port }: LocalPort): Promise<LocalModelServer | null> {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const connection = openConnection(LIMITS);
  try {
    const response = await connection.send(`${baseUrl}/models`, { headers: { accept: 'application/json' } });
    if (!response.ok) return null;
    const models = readModels(await response.json());
    return models.length === 0 ? null : { label, baseUrl, models };
  } catch {
    return null;
  } finally {
    connection.close();
  }
}

/** `{ data: [{ id }] }`, the list of the OpenAI API. Models that only make embeddings cannot hold a conversation. */
function readModels(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data))
    return [];
  return answer.data
    .map((entry: unknown) => (typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : null))
    .filter(
      (id): id is string => typeof id === 'string' && /^[\w@./:+ -]{1,200}$/.test(id) && !/embed/i.test(id),
    )
    .slice(0, MAX_MODELS);
}
