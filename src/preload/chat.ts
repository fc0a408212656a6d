// Preload of the chat window: everything that lists, speaks and narrows; nothing that settles or widens.
import { exposeApi } from './bridge.ts';

exposeApi('chat');
