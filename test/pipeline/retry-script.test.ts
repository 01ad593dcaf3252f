import { retryScript } from '../../src/pipeline/private/retry-script';
import { BuildResult, runBuildspec } from '../support/buildspec';

function retried(commands: string[], retries: number, exports: string[] = []): BuildResult {
  const buildspec = {
    version: '0.2',
    env: { 'exported-variables': exports },
    phases: { install: { commands: ['export TOOL=there'] }, build: { commands: [retryScript(commands, retries, exports), 'touch after'] } },
  };
  return runBuildspec({ Environment: {}, Source: { BuildSpec: JSON.stringify(buildspec) } });
}

describe('commands that are run again', () => {
  test('run once when they succeed', () => {
    const result = retried(['echo run >> log', 'test "$(wc -l < log)" = 1'], 3);
    expect(result).toMatchObject({ succeeded: true, files: ['after', 'log'] });
  });

  test('run until they succeed, each time from the first one on', () => {
    const result = retried(['echo run >> log', 'test "$(wc -l < log)" = 3', 'touch done'], 2);
    expect(result).toMatchObject({ succeeded: true, files: ['after', 'done', 'log'] });
    expect(result.errors).toBe('Attempt 1 of 3 failed.\nAttempt 2 of 3 failed.\n');
  });

  test('fail when the last attempt fails', () => {
    const result = retried(['exit 7'], 1);
    expect(result).toMatchObject({ succeeded: false, files: [] });
    expect(result.errors).toBe('Attempt 1 of 2 failed.\nAttempt 2 of 2 failed.\n');
  });

  test('end with the first that fails, as CodeBuild has it: by the exit code of the command, not of its lines', () => {
    expect(retried(['false\ntrue # a comment'], 0).succeeded).toBe(true);
    expect(retried(['true\nfalse', 'touch never'], 0)).toMatchObject({ succeeded: false, files: [] });
  });

  test('begin each attempt where the first one began', () => {
    const result = retried(['mkdir -p a && cd a', 'LEFT="${LEFT:-}x"', 'echo run >> ../log', 'test "$LEFT" = x && test "$(wc -l < ../log)" = 2'], 1);
    expect(result).toMatchObject({ succeeded: true, files: ['after', 'log'] });
  });

  test('export what they export, whatever it is, and see what was exported before', () => {
    const text = "it's \"$(touch pwned)\"\n`touch pwned`";
    const result = retried([`export TEXT=${"'" + text.replaceAll("'", "'\\''") + "'"}`, 'export TOOL'], 1, ['TEXT', 'TOOL']);
    expect(result).toMatchObject({ succeeded: true, pwned: false, exported: { TEXT: text, TOOL: 'there' } });
  });
});
