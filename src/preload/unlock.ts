// Preload of the unlock window: the question for the passphrase, and nothing else.
import { exposeApi } from './bridge.ts';

exposeApi('unlock');
