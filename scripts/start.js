import { compile } from './compile.js';

// Wrong types are shown and do not stop the start: a developer may run what he is changing.
compile();
await import('../dist/src/main.js');
