import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../../../../scripts/eval-adapters.js');

it('reads the given formats and the shapes as well as was promised', async () => {
  // Ends with 1, and this test with its output, when recall or precision of a set is below the goal.
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, 'given', 'shapes', '--check']);
  expect(stdout).toMatch(/given, 1 sample, no delivered leads: 12 formats/);
});
