import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../../../../scripts/eval-adapters.js');

it('reads labelled formats as well as was promised, those included that nothing was fitted on', async () => {
  // Ends with 1, and this test with its output, when recall or precision of any set is below the goal.
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '--check']);
  expect(stdout).toMatch(/held-out, 1 sample, no delivered leads: \d+ formats/);
});
