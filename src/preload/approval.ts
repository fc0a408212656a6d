// Preload of the approval window: the one surface that settles.
import { exposeApi } from './bridge.ts';

exposeApi('approval');
